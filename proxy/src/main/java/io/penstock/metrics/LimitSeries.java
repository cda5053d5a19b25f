package io.penstock.metrics;

import java.util.OptionalInt;

/** A gauge that is there as long as there is a limit. Changed by one thread at a time. */
final class LimitSeries {
    private final Meters meters;
    private final Metric metric;
    private volatile OptionalInt limit = OptionalInt.empty();

    LimitSeries(Meters meters, Metric metric) {
        this.meters = meters;
        this.metric = metric;
    }

    /** Shows this limit, or none. */
    void set(OptionalInt connections) {
        if (connections.isPresent() && limit.isEmpty()) {
            meters.gauge(metric, () -> limit.orElse(0));
        } else if (connections.isEmpty() && limit.isPresent()) {
            meters.remove(metric);
        }
        limit = connections;
    }
}
