package io.penstock.dns;

import java.util.List;

/** What the zone has for a question. */
sealed interface Finding {
    /** Records of that type; not empty. */
    record Found(List<Entry> entries) implements Finding {
        /** Copies the list. */
        public Found {
            entries = List.copyOf(entries);
        }
    }

    /** The name is there, or a name under it; a record of that type is not. */
    record NoData() implements Finding {}

    /** There is no such name, and none under it. */
    record NoSuchName() implements Finding {}

    /**
     * The name is the custom domain of an endpoint, a zone of its own: of its siblings nothing is
     * known.
     *
     * @param entries records of that type; often none
     */
    record Custom(List<Entry> entries) implements Finding {
        /** Copies the list. */
        public Custom {
            entries = List.copyOf(entries);
        }
    }

    /** The name is not in the zone, nor a custom domain. */
    record Outside() implements Finding {}
}
