package io.penstock.metrics;

import java.util.Locale;

/** Whether a request's method only reads (safe in RFC 9110: GET, HEAD, OPTIONS), or may write. */
enum MethodClass {
    READ,
    WRITE;

    /** The name in metrics. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
