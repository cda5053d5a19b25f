package io.penstock.metrics;

import io.penstock.gateway.LookupOutcome;
import io.penstock.resource.Identity;

/** The series of one gateway alone. Told by every event loop. */
final class GatewaySeries {
    private final Meters meters;
    private final Counters<LookupOutcome> lookups;
    private final Histogram duration;

    GatewaySeries(Families families, Identity gateway) {
        meters = new Meters(families, Label.GATEWAY, gateway.owner(), gateway.name());
        lookups =
                new Counters<>(LookupOutcome.class, o -> meters.counter(Metric.LOOKUPS, o.label()));
        for (var outcome : LookupOutcome.values()) {
            lookups.of(outcome);
        }
        duration = meters.histogram(Metric.LOOKUP_SECONDS, Bounds.CONNECT);
    }

    void lookedUp(LookupOutcome outcome, long nanos) {
        lookups.of(outcome).increment();
        duration.record(nanos);
    }

    /** Takes all series away. */
    void remove() {
        meters.remove();
    }
}
