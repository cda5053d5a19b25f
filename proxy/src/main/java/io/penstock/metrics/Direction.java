package io.penstock.metrics;

import java.util.Locale;

/** Which way bytes went. */
enum Direction {
    TO_RESOURCE,
    TO_CLIENT;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
