package io.penstock.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.gateway.AddressState;
import io.penstock.gateway.CheckOutcome;
import io.penstock.gateway.Health;
import io.penstock.resource.Exposure;

/** The series of one resource behind one gateway, however many endpoints expose it. */
final class ResourceSeries {
    private final Meters meters;

    /** Asks for the pool each time: after a reload it may be another with the same labels. */
    ResourceSeries(MeterRegistry registry, Exposure exposure, Health health) {
        var resource = exposure.resource();
        meters =
                Meters.of(
                        registry,
                        resource.owner(),
                        resource.name(),
                        exposure.gateway().identity().name());
        for (var state : AddressState.values()) {
            meters.gauge(Metric.ADDRESSES, () -> health.pool(exposure).count(state), state.label());
        }
        meters.counter(Metric.EJECTIONS, () -> health.pool(exposure).ejections());
        for (var outcome : CheckOutcome.values()) {
            meters.counter(
                    Metric.CHECKS, () -> health.pool(exposure).checks(outcome), outcome.label());
        }
    }

    /** Takes all series away. */
    void remove() {
        meters.remove();
    }
}
