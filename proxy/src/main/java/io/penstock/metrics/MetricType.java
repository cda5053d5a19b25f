package io.penstock.metrics;

import java.util.Locale;

/** What kind of series a metric has. */
public enum MetricType {
    /** Only grows. */
    COUNTER,
    /** Goes up and down. */
    GAUGE,
    /** Buckets, count, sum; and the highest value of the last minutes as {@code _max}. */
    HISTOGRAM;

    /** The name in Prometheus' text and the README. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
