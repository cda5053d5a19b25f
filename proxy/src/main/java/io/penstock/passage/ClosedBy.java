package io.penstock.passage;

import java.util.Locale;

/** Which side ended a connection: who sent the first end or the reset, or we ourselves. */
public enum ClosedBy {
    /** The client. */
    CLIENT,
    /** The resource. */
    RESOURCE,
    /** Penstock: a refusal, a timeout, a reload, a stop. */
    PENSTOCK;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in metrics and logs. */
    public String label() {
        return label;
    }
}
