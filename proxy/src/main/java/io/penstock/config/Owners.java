package io.penstock.config;

import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Place;
import java.util.Map;
import java.util.Optional;

/**
 * Whose an object is: its {@code owner}'s, or the appliance's account's where it names none. In a
 * file that is bound to an owner everything is that one's.
 */
final class Owners {
    /**
     * What an include says of its files.
     *
     * @param by where it stands
     */
    record Bound(String owner, Place by) {}

    private final String account;
    private final Map<String, Bound> byFile;

    /**
     * Owners for these files.
     *
     * @param account the appliance's
     * @param byFile the bound files, named as their places name them
     */
    Owners(String account, Map<String, Bound> byFile) {
        this.account = account;
        this.byFile = Map.copyOf(byFile);
    }

    /** The owner of an object; another one than its file is bound to was reported. */
    String of(Fields object) {
        var written = object.one("owner", Words::account);
        var bound = byFile.get(object.place().file());
        if (bound == null) {
            return written.orElse(account);
        }
        if (written.filter(owner -> !owner.equals(bound.owner())).isPresent()) {
            object.problems()
                    .error(
                            object.at("owner"),
                            "this file is bound to account %s (%s), so nothing in it has another owner; leave `owner` out"
                                    .formatted(bound.owner(), bound.by().position()));
        }
        return bound.owner();
    }

    /** To whom the file of an object is bound, if it is. */
    Optional<String> boundTo(Fields object) {
        return Optional.ofNullable(byFile.get(object.place().file())).map(Bound::owner);
    }

    /** Whether any file is bound to that owner. */
    boolean isBound(String owner) {
        return byFile.values().stream().anyMatch(bound -> bound.owner().equals(owner));
    }
}
