package io.penstock.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.gateway.AddressState;
import io.penstock.gateway.CheckOutcome;
import io.penstock.gateway.Health;
import io.penstock.passage.Labels;
import io.penstock.passage.Traffic;
import io.penstock.resource.Exposure;
import java.util.OptionalInt;
import java.util.Set;

/** The series of one resource behind one gateway, however many endpoints expose it. */
final class ResourceSeries {
    private final Meters meters;
    private final OptionalSeries limit;
    private volatile Set<Labels> exposures = Set.of();

    /** Asks for the pool each time: after a reload it may be another with the same labels. */
    ResourceSeries(MeterRegistry registry, Exposure exposure, Health health, Traffic traffic) {
        var resource = exposure.resource();
        meters =
                Meters.of(
                        registry,
                        resource.owner(),
                        resource.name(),
                        exposure.gateway().identity().name());
        limit = new OptionalSeries(meters, Metric.RESOURCE_LIMIT);
        meters.gauge(
                Metric.RESOURCE_ACTIVE,
                () -> exposures.stream().mapToInt(each -> traffic.of(each).active()).sum());
        for (var state : AddressState.values()) {
            meters.gauge(Metric.ADDRESSES, () -> health.pool(exposure).count(state), state.label());
        }
        meters.counter(Metric.EJECTIONS, () -> health.pool(exposure).ejections());
        for (var outcome : CheckOutcome.values()) {
            meters.counter(
                    Metric.CHECKS, () -> health.pool(exposure).checks(outcome), outcome.label());
        }
    }

    /**
     * What it is in the snapshot that serves. By one thread at a time.
     *
     * @param by the labels of every endpoint's connections to it
     * @param connections that it may have, through all of them
     */
    void follow(Set<Labels> by, OptionalInt connections) {
        exposures = Set.copyOf(by);
        limit.limit(connections);
    }

    /** Takes all series away. */
    void remove() {
        meters.remove();
    }
}
