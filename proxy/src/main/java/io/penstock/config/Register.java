package io.penstock.config;

import io.penstock.config.Words.Reference;
import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Problems;
import io.penstock.config.yaml.Spelling;
import io.penstock.resource.Identity;
import io.penstock.resource.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * The objects of one kind, which others refer to by name. One that could not be read is known all
 * the same, so that what refers to it is not reported as well.
 */
final class Register<T> {
    /** An object, or what is known of one that could not be read. */
    record Entry<T>(Identity identity, Fields fields, Optional<T> value) {}

    private static final int MAX_GUESSES = 50;

    private final Kind kind;
    private final Owners owners;
    private final Problems problems;
    private final Map<Identity, Entry<T>> entries = new LinkedHashMap<>();
    private int misses;

    /**
     * Without any object.
     *
     * @param owners whose they are
     */
    Register(Kind kind, Owners owners, Problems problems) {
        this.kind = kind;
        this.owners = owners;
        this.problems = problems;
    }

    /** Adds the objects of a list; two of one owner must not have one name. */
    void read(Collection<Fields> list, BiFunction<Identity, Fields, Optional<T>> reader) {
        for (var fields : list) {
            var identity = identity(fields);
            var value = reader.apply(identity, fields);
            var first = entries.putIfAbsent(identity, new Entry<>(identity, fields, value));
            if (first != null && fields.has("name")) {
                problems.error(
                        fields.at("name"),
                        "the name `%s` is taken by the one at %s"
                                .formatted(identity.name(), first.fields().at("name").position()));
            }
        }
    }

    private Identity identity(Fields fields) {
        fields.required("name", "name: zigi-web", Words::name);
        var name = fields.one("name", Literals::raw).orElse("");
        var owner = owners.of(fields);
        return Identity.of(kind, owner, name);
    }

    /**
     * What a reference means.
     *
     * @param owner of the object that refers
     * @return empty if there is none of that name, which was reported
     */
    Optional<Entry<T>> find(Reference reference, String owner) {
        var identity = Identity.of(kind, reference.owner().orElse(owner), reference.name());
        var entry = Optional.ofNullable(entries.get(identity));
        if (entry.isEmpty()) {
            problems.error(
                    reference.place(),
                    "there is no %s `%s`%s".formatted(word(), reference, guess(reference, owner)));
        }
        return entry;
    }

    /** What a reference of that owner's means, as it is written; nothing is reported. */
    Optional<Entry<T>> known(String reference, String owner) {
        int slash = reference.indexOf('/');
        var whose = slash < 0 ? owner : reference.substring(0, slash);
        return Optional.ofNullable(
                entries.get(Identity.of(kind, whose, reference.substring(slash + 1))));
    }

    /** What was probably meant; after some misses only a search through everything for nothing. */
    private String guess(Reference reference, String owner) {
        if (++misses > MAX_GUESSES) {
            return "";
        }
        var names = new ArrayList<String>();
        for (var known : entries.keySet()) {
            boolean same = reference.owner().isEmpty() && known.owner().equals(owner);
            names.add(same ? known.name() : known.reference());
        }
        var hint = Spelling.hint(reference.toString(), names);
        return hint.isEmpty() ? elsewhere(reference) : hint;
    }

    /** The same name of another owner is worth a hint, too. */
    private String elsewhere(Reference reference) {
        return entries.keySet().stream()
                .filter(known -> known.name().equals(reference.name()))
                .findFirst()
                .map(known -> "; did you mean `" + known.reference() + "`?")
                .orElse("");
    }

    private String word() {
        return switch (kind) {
            case SECURITY_GROUP -> "security group";
            case RESOURCE_GATEWAY -> "resource gateway";
            case RESOURCE_CONFIGURATION -> "resource configuration";
            case ENDPOINT -> "endpoint";
        };
    }

    /** The object that a reference means, which must be one of the same owner. */
    Optional<T> findOwn(Reference reference, String owner) {
        return findOwnEntry(reference, owner).flatMap(Entry::value);
    }

    /** As {@link #findOwn}, with what was written of it. */
    Optional<Entry<T>> findOwnEntry(Reference reference, String owner) {
        var entry = find(reference, owner);
        if (entry.filter(found -> !found.identity().owner().equals(owner)).isPresent()) {
            problems.error(reference.place(), notOwn(reference, owner));
            return Optional.empty();
        }
        return entry;
    }

    private String notOwn(Reference reference, String owner) {
        return "the %s `%s` does not belong to %s; only a resource configuration can be another's"
                .formatted(word(), reference, owner);
    }

    /** Replaces every value that could be read by what is made of it. */
    void amend(UnaryOperator<T> change) {
        entries.replaceAll((_, entry) ->
                new Entry<>(entry.identity(), entry.fields(), entry.value().map(change)));
    }

    /** Replaces a value that was read by one of the same identity. */
    void replace(T value, Identity identity) {
        entries.computeIfPresent(
                identity, (_, entry) -> new Entry<>(identity, entry.fields(), Optional.of(value)));
    }

    /**
     * Adds an object that follows from another.
     *
     * @param fields of the other
     * @return empty; or the object that has this identity already, and then nothing is added
     */
    Optional<Entry<T>> add(Identity identity, Fields fields, T value) {
        return Optional.ofNullable(
                entries.putIfAbsent(identity, new Entry<>(identity, fields, Optional.of(value))));
    }

    /** Everything that was added, in that order. */
    List<Entry<T>> entries() {
        return List.copyOf(entries.values());
    }

    /** Every object that could be read, in that order. */
    List<T> values() {
        return entries.values().stream().flatMap(entry -> entry.value().stream()).toList();
    }
}
