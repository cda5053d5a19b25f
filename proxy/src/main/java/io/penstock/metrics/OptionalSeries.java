package io.penstock.metrics;

import java.util.OptionalInt;
import java.util.OptionalLong;

/** A gauge that is there as long as it has a value. Changed by one thread at a time. */
final class OptionalSeries {
    private final Meters meters;
    private final Metric metric;
    private boolean isShown;
    private volatile long value; // the last, for a scrape that still writes what is taken away

    OptionalSeries(Meters meters, Metric metric) {
        this.meters = meters;
        this.metric = metric;
    }

    /** Shows this value, or nothing. Never a value that it has not had. */
    void set(OptionalLong now) {
        if (now.isPresent()) {
            value = now.getAsLong();
            if (!isShown) {
                meters.reading(metric, () -> value);
            }
        } else if (isShown) {
            meters.remove(metric);
        }
        isShown = now.isPresent();
    }

    /** Shows this limit, or nothing. */
    void limit(OptionalInt now) {
        set(now.stream().asLongStream().findFirst());
    }
}
