package io.penstock.metrics;

import io.penstock.resource.Endpoint;
import io.penstock.resource.EndpointTls;
import io.penstock.resource.Identity;
import java.util.function.BooleanSupplier;

/** The series of one endpoint as a whole, whatever it exposes. Changed by one thread at a time. */
final class EndpointSeries {
    private final Meters meters;
    private final OptionalSeries limit;
    private final OptionalSeries certificate;
    private volatile boolean entitled;

    /**
     * Series of an endpoint that nothing is known of yet.
     *
     * @param ready whether the appliance takes clients
     */
    EndpointSeries(Families families, Identity endpoint, BooleanSupplier ready) {
        meters = new Meters(families, Label.ENDPOINT, endpoint.owner(), endpoint.name());
        limit = new OptionalSeries(meters, Metric.ENDPOINT_LIMIT);
        certificate = new OptionalSeries(meters, Metric.CERTIFICATE_EXPIRY);
        meters.reading(Metric.ENDPOINT_UP, () -> entitled && ready.getAsBoolean() ? 1 : 0);
    }

    /** What it is in the snapshot that serves. */
    void follow(Endpoint endpoint) {
        entitled = endpoint.isEntitled();
        limit.limit(endpoint.options().quota().connections());
        certificate.set(
                endpoint.options().tls().stream().mapToLong(EndpointSeries::end).findFirst());
    }

    /**
     * Of the own certificate alone: what vouches for it may have ended where clients know another
     * way to somebody they trust.
     */
    private static long end(EndpointTls tls) {
        return tls.credentials().certificate().getNotAfter().toInstant().getEpochSecond();
    }

    /** Takes all series away. */
    void remove() {
        meters.remove();
    }
}
