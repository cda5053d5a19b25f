package io.penstock.reload;

import java.util.Locale;

/**
 * One thing that a reload changes.
 *
 * @param name {@code owner/name}; of a setting its key, of the host its device
 */
public record Change(Change.Of of, Change.How how, String name) implements Comparable<Change> {
    /** What changes. */
    public enum Of {
        /** A key of {@code appliance}. */
        SETTING("setting"),
        /** A security group that is attached to something. */
        SECURITY_GROUP("security group"),
        /** A resource gateway. */
        GATEWAY("resource gateway"),
        /** A resource configuration. */
        CONFIGURATION("resource configuration"),
        /** An endpoint. */
        ENDPOINT("endpoint"),
        /** The addresses of a network device. */
        HOST("addresses of");

        private final String words;

        Of(String words) {
            this.words = words;
        }

        /** The name in replies. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How it changes. */
    public enum How {
        /** It is new. */
        ADDED,
        /** It is another than before. */
        CHANGED,
        /** It is gone. */
        REMOVED;

        /** The name in replies. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public int compareTo(Change other) {
        int byKind = of.compareTo(other.of);
        return byKind != 0 ? byKind : name.compareTo(other.name);
    }

    /** For the log: {@code endpoint 000000000000/web changed}. */
    @Override
    public String toString() {
        return of.words + " " + name + " " + how.label();
    }
}
