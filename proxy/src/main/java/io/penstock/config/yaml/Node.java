package io.penstock.config.yaml;

import java.util.List;
import java.util.Map;

/**
 * A value of a YAML document and where it was written. An alias stands for the very value that its
 * anchor names, place included.
 */
public sealed interface Node {
    /** Where it begins. */
    Place place();

    /** How many values it is made of, itself included, with each alias counted in full. */
    int size();

    /**
     * One value.
     *
     * @param text as written, without the quotes; what kind of value it is, its reader decides
     * @param plain whether it had no quotes
     */
    record Scalar(Place place, String text, boolean plain) implements Node {
        @Override
        public int size() {
            return 1;
        }
    }

    /** No value: an empty one, {@code ~} or {@code null}. */
    record Empty(Place place) implements Node {
        @Override
        public int size() {
            return 1;
        }
    }

    /** A list. */
    record Sequence(Place place, List<Node> items, int size) implements Node {
        /** Copies the list. */
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /**
     * Keys and values.
     *
     * @param entries in the order in which they were written
     */
    record Mapping(Place place, Map<String, Entry> entries, int size) implements Node {}

    /** A value and where its key was written. */
    record Entry(Place key, Node value) {}
}
