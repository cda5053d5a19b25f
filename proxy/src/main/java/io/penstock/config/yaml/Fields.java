package io.penstock.config.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A mapping, read key by key. What is not as it should be is reported and then as if it were not
 * there; so is a key without a value.
 */
public final class Fields {
    private final Node.Mapping mapping;
    private final Keys keys;
    private final Problems problems;
    private final boolean broken;

    private Fields(Node.Mapping mapping, Keys keys, Problems problems, boolean broken) {
        this.mapping = mapping;
        this.keys = keys;
        this.problems = problems;
        this.broken = broken;
    }

    /** The fields of a node, which should be a mapping with these keys and no others. */
    public static Fields of(Node node, Keys keys, Problems problems) {
        if (!(node instanceof Node.Mapping mapping)) {
            if (!(node instanceof Node.Empty)) {
                problems.error(
                        node.place(),
                        "expects keys and values ("
                                + String.join(", ", keys.names())
                                + "), not "
                                + describe(node));
            }
            return new Fields(
                    new Node.Mapping(node.place(), Map.of(), 1),
                    keys,
                    problems,
                    !(node instanceof Node.Empty));
        }
        mapping.entries()
                .forEach((key, entry) -> {
                    if (!keys.allows(key)) {
                        problems.error(entry.key(), unknown(key, keys));
                    }
                });
        return new Fields(mapping, keys, problems, false);
    }

    private static String unknown(String key, Keys keys) {
        if (key.equals("<<")) {
            return "YAML 1.2 has no merge key; write the keys out";
        }
        var hint = Spelling.hint(key, keys.names());
        var known = keys.names().isEmpty() ? "" : "; known: " + String.join(", ", keys.names());
        return "unknown key `" + key + "`" + (hint.isEmpty() ? known : hint);
    }

    private static String describe(Node node) {
        return switch (node) {
            case Node.Scalar scalar -> "`" + scalar.text() + "`";
            case Node.Empty _ -> "nothing";
            case Node.Sequence _ -> "a list";
            case Node.Mapping _ -> "keys and values";
        };
    }

    /** Where the mapping begins. */
    public Place place() {
        return mapping.place();
    }

    /** Where the value of a key begins; where it is absent, where the mapping does. */
    public Place at(String key) {
        return value(key).map(Node::place).orElse(place());
    }

    /** Where a key was written; where it is absent, where the mapping begins. */
    public Place keyAt(String key) {
        var entry = mapping.entries().get(key);
        return entry == null ? place() : entry.key();
    }

    /** Whether there is a value. */
    public boolean has(String key) {
        return value(key).isPresent();
    }

    /** Whether there is no value, or a list of none. */
    public boolean isEmpty(String key) {
        var value = value(key);
        return value.isEmpty()
                || (value.get() instanceof Node.Sequence list && list.items().isEmpty());
    }

    /** Whether the node was no mapping at all, so that nothing more needs to be said of it. */
    public boolean isBroken() {
        return broken;
    }

    /** Every key that was written. */
    public Set<String> written() {
        return mapping.entries().keySet();
    }

    /** Where problems with these fields go. */
    public Problems problems() {
        return problems;
    }

    private Optional<Node> value(String key) {
        if (!keys.allows(key)) {
            throw new IllegalArgumentException("not declared: " + key);
        }
        return Optional.ofNullable(mapping.entries().get(key))
                .map(Node.Entry::value)
                .filter(value -> !(value instanceof Node.Empty));
    }

    /** The value of a key. */
    public <T> Optional<T> one(String key, Literal<T> literal) {
        return value(key).flatMap(this::scalar).flatMap(scalar -> literal.read(scalar, problems));
    }

    /**
     * The value of a key that must be there.
     *
     * @param example what could stand there, for who forgot it
     */
    public <T> Optional<T> required(String key, String example, Literal<T> literal) {
        require(key, example);
        return one(key, literal);
    }

    /** Reports a key that must be there and is not. */
    public void require(String key, String example) {
        if (isEmpty(key) && !broken) {
            problems.error(place(), "`" + key + "` is missing; for example `" + example + "`");
        }
    }

    /** The values of a key's list; a lone value counts as a list of one. */
    public <T> List<T> list(String key, Literal<T> literal) {
        var values = new ArrayList<T>();
        for (var item : items(key)) {
            scalar(item).flatMap(scalar -> literal.read(scalar, problems)).ifPresent(values::add);
        }
        return values;
    }

    /** The mapping of a key; without keys where it is absent. */
    public Fields inner(String key) {
        return value(key)
                .map(node -> of(node, keys.below(key), problems))
                .orElseGet(() -> absent(key));
    }

    private Fields absent(String key) {
        var nothing = new Node.Mapping(place().child(key), Map.of(), 1);
        return new Fields(nothing, keys.below(key), problems, false);
    }

    /** The mappings in a key's list. */
    public List<Fields> each(String key) {
        var value = value(key);
        if (value.isPresent() && !(value.get() instanceof Node.Sequence)) {
            problems.error(
                    value.get().place(),
                    "expects a list, each item begun with `- `, not " + describe(value.get()));
            return List.of();
        }
        return items(key).stream().map(item -> of(item, keys.below(key), problems)).toList();
    }

    /** What is in a key's list, whatever it is; a lone value counts as a list of one. */
    public List<Node> items(String key) {
        var value = value(key);
        if (value.isEmpty()) {
            return List.of();
        }
        var items = value.get() instanceof Node.Sequence list ? list.items() : List.of(value.get());
        var full = new ArrayList<Node>();
        for (var item : items) {
            if (item instanceof Node.Empty) {
                problems.error(item.place(), "an item of the list is empty; leave it out");
            } else {
                full.add(item);
            }
        }
        return full;
    }

    private Optional<Node.Scalar> scalar(Node node) {
        if (node instanceof Node.Scalar scalar) {
            return Optional.of(scalar);
        }
        problems.error(node.place(), "expects one value, not " + describe(node));
        return Optional.empty();
    }
}
