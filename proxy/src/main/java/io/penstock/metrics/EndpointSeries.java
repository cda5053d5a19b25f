package io.penstock.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.penstock.resource.Endpoint;
import io.penstock.resource.Identity;
import java.util.function.BooleanSupplier;

/** The series of one endpoint as a whole, whatever it exposes. Changed by one thread at a time. */
final class EndpointSeries {
    private final Meters meters;
    private final LimitSeries limit;
    private volatile boolean entitled;

    /**
     * Series of an endpoint that nothing is known of yet.
     *
     * @param ready whether the appliance takes clients
     */
    EndpointSeries(MeterRegistry registry, Identity endpoint, BooleanSupplier ready) {
        meters = Meters.of(registry, endpoint.owner(), endpoint.name());
        limit = new LimitSeries(meters, Metric.ENDPOINT_LIMIT);
        meters.gauge(Metric.ENDPOINT_UP, () -> entitled && ready.getAsBoolean() ? 1 : 0);
    }

    /** What it is in the snapshot that serves. */
    void follow(Endpoint endpoint) {
        entitled = endpoint.isEntitled();
        limit.set(endpoint.options().quota().connections());
    }

    /** Takes all series away. */
    void remove() {
        meters.remove();
    }
}
