package io.penstock.metrics;

import io.penstock.gateway.AddressState;
import io.penstock.gateway.CheckOutcome;
import io.penstock.gateway.Health;
import io.penstock.passage.Labels;
import io.penstock.passage.Traffic;
import io.penstock.resource.Exposure;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** The series of one resource behind one gateway, however many endpoints expose it. */
final class ResourceSeries {
    private final Meters meters;
    private final OptionalSeries limit;
    private volatile List<Labels> exposures = List.of();

    /** Asks for the pool each time: after a reload it may be another with the same labels. */
    ResourceSeries(Families families, Exposure exposure, Health health, Traffic traffic) {
        var resource = exposure.resource();
        var pool = health.poolOf(exposure);
        meters =
                new Meters(
                        families,
                        Label.RESOURCE,
                        resource.owner(),
                        resource.name(),
                        exposure.gateway().identity().name());
        limit = new OptionalSeries(meters, Metric.RESOURCE_LIMIT);
        meters.reading(Metric.RESOURCE_ACTIVE, () -> active(traffic));
        for (var state : AddressState.values()) {
            meters.reading(Metric.ADDRESSES, () -> pool.get().count(state), state.label());
        }
        meters.reading(Metric.EJECTIONS, () -> pool.get().ejections());
        for (var outcome : CheckOutcome.values()) {
            meters.reading(Metric.CHECKS, () -> pool.get().checks(outcome), outcome.label());
        }
    }

    private int active(Traffic traffic) {
        int sum = 0;
        for (var each : exposures) {
            sum += traffic.of(each).active();
        }
        return sum;
    }

    /**
     * What it is in the snapshot that serves. By one thread at a time.
     *
     * @param by the labels of every endpoint's connections to it
     * @param connections that it may have, through all of them
     */
    void follow(Set<Labels> by, OptionalInt connections) {
        exposures = List.copyOf(by);
        limit.limit(connections);
    }

    /** Takes all series away. */
    void remove() {
        meters.remove();
    }
}
