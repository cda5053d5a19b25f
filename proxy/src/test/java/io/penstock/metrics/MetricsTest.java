package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.dns.DnsCounters;
import io.penstock.gateway.ConnectCause;
import io.penstock.gateway.Health;
import io.penstock.gateway.LookupOutcome;
import io.penstock.passage.CloseReason;
import io.penstock.passage.ClosedBy;
import io.penstock.passage.ConnectionRecord;
import io.penstock.passage.LiveTraffic;
import io.penstock.passage.Traffic;
import io.penstock.policy.Denial;
import io.penstock.reload.Listening;
import io.penstock.reload.Reload;
import io.penstock.reload.ReloadOutcome;
import io.penstock.reload.ReloadPlan;
import io.penstock.reload.Trigger;
import io.penstock.resource.Exposure;
import io.penstock.snapshot.Snapshot;
import io.penstock.testing.Pki;
import io.penstock.testing.Records;
import io.penstock.testing.Zigi;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    private final Snapshot snapshot = new Zigi().endpoints("one", "two").snapshot(1);
    private final Exposure one = snapshot.catalog().exposures().getFirst();
    private final Exposure two = snapshot.catalog().exposures().getLast();
    private final Traffic traffic = new Traffic(1);
    private final Metrics metrics =
            new Metrics(
                    traffic,
                    new Health(System::nanoTime),
                    new Figures(
                            "io_uring",
                            () -> true,
                            List.of(Runnable::run),
                            () -> 4096,
                            () -> 3,
                            new DnsCounters(),
                            () -> 20,
                            () -> 2),
                    "1.2.3");

    @BeforeEach
    void serve() {
        metrics.serving(snapshot, NOON);
    }

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void showsWhatIsConfiguredAtZeroBeforeAnythingHappens() {
        var scraped = scrape();

        for (var name : List.of("one", "two")) {
            var endpoint = "endpoint=\"" + name + "\"";
            assertThat(scraped.has("penstock_connections_opened_total", endpoint)).isTrue();
            assertThat(scraped.has("penstock_connections_active", endpoint)).isTrue();
            for (var reason : CloseReason.values()) {
                assertThat(
                                scraped.has(
                                        "penstock_connections_closed_total",
                                        endpoint,
                                        label("reason", reason.label())))
                        .as(reason.label())
                        .isTrue();
            }
            assertThat(
                            scraped.has(
                                    "penstock_connections_denied_total",
                                    endpoint,
                                    "stage=\"limit\""))
                    .isTrue();
        }
        assertThat(
                        scraped.has(
                                "penstock_dns_lookups_total",
                                "gateway=\"zigi-rgw\"",
                                "outcome=\"nxdomain\""))
                .isTrue();
        assertThat(scraped.sum("penstock_connections_opened_total")).isZero();
    }

    @Test
    void openedAreActiveAndClosedOverEveryReason() {
        var random = new Random(7);
        var reasons = List.of(CloseReason.values());
        var sides = List.of(ClosedBy.values());
        for (int i = 0; i < 500; i++) {
            var exposure = random.nextBoolean() ? one : two;
            var reason = reasons.get(random.nextInt(reasons.size()));
            var by = sides.get(random.nextInt(sides.size()));
            open(exposure);
            if (random.nextInt(5) > 0) {
                end(Records.relayed(exposure, reason, by));
            }
        }

        var scraped = scrape();

        for (var endpoint : List.of("endpoint=\"one\"", "endpoint=\"two\"")) {
            double active = scraped.sum("penstock_connections_active", endpoint);
            assertThat(active).isPositive();
            assertThat(scraped.sum("penstock_connections_opened_total", endpoint))
                    .isEqualTo(active + scraped.sum("penstock_connections_closed_total", endpoint));
        }
        assertThat(scraped.sum("penstock_connections_opened_total")).isEqualTo(500);
    }

    @Test
    void countsDenialsByStageAndReason() {
        end(Records.denied(one, CloseReason.INGRESS_DENIED, Denial.Reason.NO_SECURITY_GROUP));
        end(Records.denied(one, CloseReason.EGRESS_DENIED, Denial.Reason.METADATA_ADDRESS));
        end(Records.refused(one, CloseReason.CONNECTION_LIMIT, "full"));
        end(Records.refused(one, CloseReason.CONNECTION_RATE, "too many"));
        end(Records.refused(one, CloseReason.NOT_RESOLVED, "nxdomain"));
        end(Records.onTrial(two));

        var scraped = scrape();

        var denied = "penstock_connections_denied_total";
        assertThat(scraped.sum(denied)).isEqualTo(4);
        assertThat(scraped.sum(denied, label("stage", "ingress"), "\"no_security_group\""))
                .isEqualTo(1);
        assertThat(scraped.sum(denied, label("stage", "egress"), "\"metadata_address\""))
                .isEqualTo(1);
        assertThat(scraped.sum(denied, label("stage", "limit"), "\"connection_limit\""))
                .isEqualTo(1);
        assertThat(scraped.sum(denied, label("stage", "limit"), "\"connection_rate\""))
                .isEqualTo(1);
        var trial = "penstock_connections_on_trial_total";
        assertThat(scraped.sum(trial, "endpoint=\"two\"", label("stage", "ingress"))).isEqualTo(1);
        assertThat(scraped.sum(trial, "endpoint=\"two\"", label("stage", "egress"))).isEqualTo(1);
    }

    @Test
    void measuresTimesInSeconds() {
        metrics.connected(one, 30_000_000);
        end(Records.relayed(one, CloseReason.CLOSED, ClosedBy.CLIENT));
        end(Records.refused(one, CloseReason.CONNECT_FAILED, "refused"));

        var scraped = scrape();

        var connect = "penstock_connect_duration_seconds";
        assertThat(scraped.sum(connect + "_count")).isEqualTo(1);
        assertThat(scraped.sum(connect + "_sum")).isEqualTo(0.03);
        assertThat(scraped.sum(connect + "_bucket", "endpoint=\"one\"", "le=\"0.025\"")).isZero();
        assertThat(scraped.sum(connect + "_bucket", "endpoint=\"one\"", "le=\"0.05\""))
                .isEqualTo(1);
        var lifetime = "penstock_connection_duration_seconds";
        assertThat(scraped.sum(lifetime + "_count")).as("not of refused ones").isEqualTo(1);
        assertThat(scraped.sum(lifetime + "_sum")).isEqualTo(1.5);
    }

    @Test
    void countsWhatGatewaysDo() {
        var gateway = one.gateway();
        metrics.lookedUp(gateway, LookupOutcome.NXDOMAIN, 2_000_000);
        metrics.attemptFailed(two, ConnectCause.REFUSED);

        var scraped = scrape();

        assertThat(scraped.sum("penstock_dns_lookups_total", label("outcome", "nxdomain")))
                .isEqualTo(1);
        assertThat(scraped.sum("penstock_dns_lookup_duration_seconds_sum")).isEqualTo(0.002);
        assertThat(
                        scraped.sum(
                                "penstock_connect_failures_total",
                                "endpoint=\"two\"",
                                label("cause", "refused")))
                .isEqualTo(1);
        assertThat(scraped.sum("penstock_connect_failures_total")).isEqualTo(1);
    }

    @Test
    void readsBytesByDirection() {
        LiveTraffic.moved(traffic, one, 73, 615);

        var scraped = scrape();

        var bytes = "penstock_bytes_total";
        assertThat(scraped.sum(bytes, "endpoint=\"one\"", label("direction", "to_resource")))
                .isEqualTo(73);
        assertThat(scraped.sum(bytes, "endpoint=\"one\"", label("direction", "to_client")))
                .isEqualTo(615);
    }

    @Test
    void forgetsWhatIsNotConfiguredAnyMoreAtOnce() {
        reload(new Zigi().endpoints("one").snapshot(2));

        var scraped = scrape();

        assertThat(scraped.samples().keySet()).noneMatch(key -> key.contains("\"two\""));
        assertThat(scraped.has("penstock_connections_opened_total", "\"one\"")).isTrue();
        assertThat(scraped.sum("penstock_config_revision")).isEqualTo(2);
    }

    @Test
    void showsWhatIsNotConfiguredAnyMoreWhileAConnectionLivesAndOnceMore() {
        open(two);
        reload(new Zigi().endpoints("one").snapshot(2));

        assertThat(scrape().sum("penstock_connections_active", "\"two\"")).isEqualTo(1);
        assertThat(scrape().sum("penstock_connections_active", "\"two\"")).isEqualTo(1);

        end(Records.relayed(two, CloseReason.CLOSED, ClosedBy.CLIENT));
        assertThat(scrape().sum("penstock_connections_closed_total", "\"two\"")).isEqualTo(1);
        assertThat(scrape().samples().keySet()).noneMatch(key -> key.contains("\"two\""));
    }

    @Test
    void aConnectionThatEndsWhileASlowReaderIsServedIsShownByTheNext() {
        open(two);
        reload(new Zigi().endpoints("one").snapshot(2));
        var slow = metrics.scrape(Optional.empty());

        end(Records.relayed(two, CloseReason.CLOSED, ClosedBy.CLIENT));
        Scraped.text(slow);

        assertThat(scrape().sum("penstock_connections_closed_total", "\"two\"")).isEqualTo(1);
        assertThat(scrape().samples().keySet()).noneMatch(key -> key.contains("\"two\""));
    }

    @Test
    void aConnectionThatComesAndGoesWhileASlowReaderIsServedIsShownByTheNext() {
        open(two);
        reload(new Zigi().endpoints("one").snapshot(2));
        end(Records.relayed(two, CloseReason.CLOSED, ClosedBy.CLIENT));
        var slow = metrics.scrape(Optional.empty());

        open(two); // of a client that the listener had taken before the reload
        end(Records.relayed(two, CloseReason.CLOSED, ClosedBy.CLIENT));
        Scraped.text(slow);

        assertThat(scrape().sum("penstock_connections_closed_total", "\"two\"")).isEqualTo(2);
        assertThat(scrape().samples().keySet()).noneMatch(key -> key.contains("\"two\""));
    }

    @Test
    void keepsCountingWhatIsConfiguredAgain() {
        reload(new Zigi().endpoints("one").snapshot(2));
        reload(new Zigi().endpoints("one", "two").snapshot(3));
        open(two);

        assertThat(scrape().sum("penstock_connections_opened_total", "\"two\"")).isEqualTo(1);
        assertThat(scrape().sum("penstock_connections_active", "\"two\"")).isEqualTo(1);
    }

    @Test
    void tellsHowReloadsEnded() {
        reload(new Zigi().endpoints("one").snapshot(2));
        metrics.reloaded(reload(new ReloadOutcome.Rejected(2, List.of("wrong")), 60));

        var scraped = scrape();

        assertThat(scraped.sum("penstock_reloads_total", label("outcome", "applied"))).isEqualTo(1);
        assertThat(scraped.sum("penstock_reloads_total", label("outcome", "rejected")))
                .isEqualTo(1);
        assertThat(scraped.sum("penstock_config_last_reload_successful")).isZero();
        assertThat(scraped.sum("penstock_config_last_reload_success_timestamp_seconds"))
                .isEqualTo((double) NOON.getEpochSecond());

        metrics.reloaded(reload(new ReloadOutcome.Unchanged(2), 120));
        assertThat(scrape().sum("penstock_config_last_reload_successful")).isEqualTo(1);
        assertThat(scrape().sum("penstock_config_last_reload_success_timestamp_seconds"))
                .isEqualTo(NOON.getEpochSecond() + 120.0);
    }

    @Test
    void showsWhatTheAppliancesPartsCount() {
        var scraped = scrape();

        assertThat(scraped.sum("penstock_ready")).isEqualTo(1);
        assertThat(scraped.sum("penstock_relay_held_bytes")).isEqualTo(4096);
        assertThat(scraped.sum("penstock_accept_pauses_total")).isEqualTo(3);
        assertThat(scraped.sum("penstock_access_log_lines_total", "\"written\"")).isEqualTo(20);
        assertThat(scraped.sum("penstock_access_log_lines_total", "\"dropped\"")).isEqualTo(2);
        assertThat(scraped.sum("penstock_build_info", "version=\"1.2.3\"")).isEqualTo(1);
        assertThat(scraped.samples()).containsKeys("process_files_open_files", "process_cpu_usage");
        assertThat(scraped.sum("jvm_memory_used_bytes")).isPositive();
    }

    @Test
    void givesTheFormatThatIsAskedFor() {
        assertThat(metrics.scrape(Optional.empty()).contentType())
                .startsWith("text/plain; version=0.0.4");
        var open =
                metrics.scrape(
                        Optional.of(
                                "application/openmetrics-text;version=1.0.0;q=0.5,"
                                        + "text/plain;version=0.0.4;q=0.3"));
        assertThat(open.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
        assertThat(Scraped.text(open)).endsWith("# EOF\n");
    }

    /** What is in the list is what is shown, under that name, type and labels, and nothing else. */
    @Test
    void showsWhatTheListOfMetricsSays(@TempDir Path folder) throws IOException {
        var config = new TwoEndpoints(folder);
        var certificate = new Pki("authority").leaf("two.example");
        metrics.serving(config.snapshot(config.secured(certificate)), NOON);

        var scraped = scrape();

        for (var metric : MetricTable.ROWS) {
            assertThat(scraped.types())
                    .as(metric.name())
                    .containsEntry(metric.name(), metric.type().label());
            var series =
                    switch (metric.type()) {
                        case COUNTER, GAUGE -> metric.name();
                        case HISTOGRAM -> metric.name() + "_count";
                    };
            assertThat(scraped.labelsOf(series))
                    .as(metric.name())
                    .containsExactlyInAnyOrderElementsOf(
                            metric.labels().stream().map(Label::name).toList());
        }
        var listed =
                MetricTable.ROWS.stream()
                        .flatMap(m ->
                                switch (m.type()) {
                                    case COUNTER, GAUGE -> Stream.of(m.name());
                                    case HISTOGRAM -> Stream.of(m.name(), m.name() + "_max");
                                })
                        .toList();
        assertThat(scraped.types().keySet())
                .filteredOn(name -> name.startsWith("penstock_"))
                .containsExactlyInAnyOrderElementsOf(listed);
        assertThat(scraped.types().keySet())
                .filteredOn(name -> !name.startsWith("penstock_"))
                .allMatch(name -> name.matches("(jvm|process|system)_.*"));
    }

    private void open(Exposure exposure) {
        LiveTraffic.entered(traffic, exposure);
        metrics.opened(exposure);
    }

    private void end(ConnectionRecord record) {
        LiveTraffic.left(traffic, record.subject());
        metrics.ended(record);
    }

    private void reload(Snapshot next) {
        metrics.reloaded(
                reload(
                        new ReloadOutcome.Applied(
                                next,
                                new ReloadPlan(List.of(), Listening.SAME, List.of()),
                                Map.of(),
                                List.of()),
                        0));
    }

    private static Reload reload(ReloadOutcome outcome, long secondsLater) {
        return new Reload(NOON.plusSeconds(secondsLater), Trigger.FILE, outcome);
    }

    private static String label(String name, String value) {
        return name + "=\"" + value + "\"";
    }

    private Scraped scrape() {
        return Scraped.of(Scraped.text(metrics.scrape(Optional.empty())));
    }
}
