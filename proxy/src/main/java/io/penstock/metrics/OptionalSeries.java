package io.penstock.metrics;

import java.util.OptionalInt;
import java.util.OptionalLong;

/** A gauge that is there as long as it has a value. Changed by one thread at a time. */
final class OptionalSeries {
    private final Meters meters;
    private final Metric metric;
    private volatile OptionalLong value = OptionalLong.empty();

    OptionalSeries(Meters meters, Metric metric) {
        this.meters = meters;
        this.metric = metric;
    }

    /** Shows this value, or nothing. */
    void set(OptionalLong now) {
        if (now.isPresent() && value.isEmpty()) {
            meters.reading(metric, () -> value.orElse(0));
        } else if (now.isEmpty() && value.isPresent()) {
            meters.remove(metric);
        }
        value = now;
    }

    /** Shows this limit, or nothing. */
    void limit(OptionalInt now) {
        set(now.stream().asLongStream().findFirst());
    }
}
