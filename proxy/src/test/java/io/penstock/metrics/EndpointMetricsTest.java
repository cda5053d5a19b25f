package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.dns.DnsCounters;
import io.penstock.gateway.Health;
import io.penstock.passage.LiveTraffic;
import io.penstock.passage.Traffic;
import io.penstock.snapshot.Snapshot;
import io.penstock.testing.Pki;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is shown of an endpoint, and of a resource through all endpoints. */
class EndpointMetricsTest {
    private static final String UP = "penstock_endpoint_up";
    private static final String ENDPOINT_LIMIT = "penstock_endpoint_connections_limit";
    private static final String CERTIFICATE_EXPIRY = "penstock_certificate_expiry_seconds";
    private static final String RESOURCE_LIMIT = "penstock_resource_connections_limit";

    private final Traffic traffic = new Traffic(1);
    private volatile boolean ready = true;
    private final Metrics metrics =
            new Metrics(
                    traffic,
                    new Health(System::nanoTime),
                    new Figures(
                            "io_uring",
                            () -> ready,
                            List.of(Runnable::run),
                            () -> 0,
                            () -> 0,
                            new DnsCounters(),
                            () -> 0,
                            () -> 0),
                    "1.2.3");
    private TwoEndpoints config;
    private Snapshot first;

    @BeforeEach
    void serve(@TempDir Path folder) throws IOException {
        config = new TwoEndpoints(folder);
        first = config.snapshot();
        serve(first);
    }

    private void serve(Snapshot snapshot) {
        metrics.serving(snapshot, Instant.EPOCH);
    }

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void anEndpointIsUpWhileItTakesClients() throws IOException {
        assertThat(scrape().sum(UP, "endpoint=\"one\"")).isEqualTo(1);

        ready = false;
        assertThat(scrape().sum(UP)).as("none, when all stops").isZero();
        assertThat(scrape().sum("penstock_ready")).isZero();

        ready = true;
        serve(config.snapshot(TwoEndpoints.TEXT.replace("[\"000000000000\"]", "[]")));
        assertThat(scrape().has(UP, "endpoint=\"one\"")).isTrue();
        assertThat(scrape().sum(UP)).as("not shared any more").isZero();
    }

    @Test
    void aLimitIsShownWhereThereIsOne() throws IOException {
        assertThat(scrape().sum(ENDPOINT_LIMIT, "endpoint=\"one\"")).isEqualTo(100);
        assertThat(scrape().has(ENDPOINT_LIMIT, "endpoint=\"two\"")).isFalse();
        assertThat(scrape().sum(RESOURCE_LIMIT, "owner=\"111111111111\"")).isEqualTo(150);

        serve(config.snapshot(TwoEndpoints.TEXT.replace("connections: 1", "connections: 2")));
        assertThat(scrape().sum(ENDPOINT_LIMIT)).isEqualTo(200);
        assertThat(scrape().sum(RESOURCE_LIMIT)).isEqualTo(250);

        serve(config.snapshot(TwoEndpoints.TEXT.replaceAll("connections: 1..", "")));
        assertThat(scrape().has(ENDPOINT_LIMIT)).isFalse();
        assertThat(scrape().has(RESOURCE_LIMIT)).isFalse();
    }

    @Test
    void theEndOfACertificateIsShownWhereThereIsOne() throws IOException {
        var bundle = new Pki("authority").expired("two.example");
        var end = bundle.getCertificate().getNotAfter().toInstant().getEpochSecond();

        serve(config.snapshot(config.secured(bundle)));
        assertThat(scrape().sum(CERTIFICATE_EXPIRY, "endpoint=\"two\"")).isEqualTo((double) end);
        assertThat(scrape().has(CERTIFICATE_EXPIRY, "endpoint=\"one\"")).isFalse();

        serve(config.snapshot());
        assertThat(scrape().has(CERTIFICATE_EXPIRY)).isFalse();
    }

    @Test
    void connectionsToAResourceCountThroughAllEndpoints() throws IOException {
        var exposures = first.catalog().exposures();
        assertThat(exposures).hasSize(2);
        for (var exposure : exposures) {
            LiveTraffic.entered(traffic, exposure);
        }
        LiveTraffic.entered(traffic, exposures.getFirst());

        var active = "penstock_resource_connections_active";
        assertThat(scrape().sum(active)).isEqualTo(3);
        assertThat(scrape().has(active, "owner=\"111111111111\"", "resource=\"web\"")).isTrue();
    }

    @Test
    void whatIsRemovedVanishes() throws IOException {
        int second = TwoEndpoints.TEXT.indexOf("  - name: two");
        serve(config.snapshot(TwoEndpoints.TEXT.substring(0, second)));

        assertThat(scrape().has(UP, "endpoint=\"one\"")).isTrue();
        assertThat(scrape().samples().keySet()).noneMatch(key -> key.contains("\"two\""));
    }

    private Scraped scrape() {
        return Scraped.of(Scraped.text(metrics.scrape(Optional.empty())));
    }
}
