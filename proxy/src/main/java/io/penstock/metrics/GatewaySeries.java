package io.penstock.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.penstock.gateway.LookupOutcome;
import io.penstock.resource.Identity;
import java.util.concurrent.TimeUnit;

/** The series of one gateway alone. Told by every event loop. */
final class GatewaySeries {
    private final Meters meters;
    private final Counters<LookupOutcome> lookups;
    private final Timer duration;

    GatewaySeries(MeterRegistry registry, Identity gateway) {
        meters = Meters.of(registry, gateway.owner(), gateway.name());
        lookups = new Counters<>(o -> meters.counter(Metric.LOOKUPS, o.label()));
        for (var outcome : LookupOutcome.values()) {
            lookups.of(outcome);
        }
        duration = meters.histogram(Metric.LOOKUP_SECONDS, Meters.CONNECT);
    }

    void lookedUp(LookupOutcome outcome, long nanos) {
        lookups.of(outcome).increment();
        duration.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Takes all series away. */
    void remove() {
        meters.remove();
    }
}
