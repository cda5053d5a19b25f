package io.penstock.metrics;

import java.util.Locale;

/** Where a connection was denied. */
enum Stage {
    SHARING,
    INGRESS,
    EGRESS,
    LIMIT;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
