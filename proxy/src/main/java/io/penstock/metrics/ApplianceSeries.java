package io.penstock.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.penstock.dns.DnsCounters;
import io.penstock.dns.DnsOutcome;
import io.penstock.reload.Reload;
import io.penstock.reload.ReloadOutcome;
import io.penstock.resolver.Protocol;
import io.prometheus.metrics.core.metrics.Info;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The series of the appliance itself. */
final class ApplianceSeries implements AutoCloseable {
    private static final Duration LAG_PERIOD = Duration.ofMillis(500);

    private final Meters meters;
    private final Counter applied;
    private final Counter unchanged;
    private final Counter rejected;
    private final Counter refused;
    private final LoopLag lag;
    private volatile long revision;
    private volatile boolean successful;
    private volatile Instant successAt = Instant.EPOCH;

    ApplianceSeries(
            Families families, PrometheusMeterRegistry registry, Figures figures, String version) {
        meters = new Meters(families, List.of());
        showBuild(registry, version, figures.engine());
        meters.reading(Metric.READY, () -> figures.ready().getAsBoolean() ? 1 : 0);
        applied = meters.counter(Metric.RELOADS, "applied");
        unchanged = meters.counter(Metric.RELOADS, "unchanged");
        rejected = meters.counter(Metric.RELOADS, "rejected");
        refused = meters.counter(Metric.RELOADS, "refused");
        meters.reading(Metric.REVISION, () -> revision);
        meters.reading(Metric.RELOAD_SUCCESSFUL, () -> successful ? 1 : 0);
        meters.reading(Metric.RELOAD_SUCCESS_TIME, () -> successAt.toEpochMilli() / 1000.0);
        meters.reading(Metric.HELD_BYTES, figures.heldBytes()::getAsLong);
        meters.reading(Metric.ACCEPT_PAUSES, figures.acceptPauses()::getAsLong);
        meters.reading(Metric.LOG_LINES, figures.logLinesWritten()::getAsLong, "written");
        meters.reading(Metric.LOG_LINES, figures.logLinesDropped()::getAsLong, "dropped");
        showDns(figures.dns());
        lag =
                new LoopLag(
                        figures.loops(),
                        meters.histogram(Metric.LOOP_LAG, Bounds.LAG),
                        families.clock());
        meters.reading(
                Metric.LOOP_STALLED,
                () -> lag.stalledNanos() / (double) TimeUnit.SECONDS.toNanos(1));
        lag.start(LAG_PERIOD);
    }

    /** Micrometer takes {@code _info} from the names of gauges, so it is asked of the client. */
    private static void showBuild(PrometheusMeterRegistry registry, String version, String engine) {
        Info.builder()
                .name(Metric.BUILD_INFO.name())
                .help(Metric.BUILD_INFO.help())
                .labelNames(Label.VERSION.name(), Label.JAVA.name(), Label.ENGINE.name())
                .register(registry.getPrometheusRegistry())
                .setLabelValues(version, Runtime.version().toString(), engine);
    }

    private void showDns(DnsCounters dns) {
        for (var protocol : Protocol.values()) {
            for (var outcome : DnsOutcome.values()) {
                meters.reading(
                        Metric.DNS_QUERIES,
                        () -> dns.queries(protocol, outcome),
                        Label.text(protocol),
                        outcome.label());
            }
        }
        meters.reading(Metric.DNS_REFUSED_CONNECTIONS, dns::refusedConnections);
    }

    /** A revision was taken into service. */
    void serving(long newRevision, Instant at) {
        revision = newRevision;
        succeeded(at);
    }

    private void succeeded(Instant at) {
        successful = true;
        successAt = at;
    }

    void reloaded(Reload reload) {
        switch (reload.outcome()) {
            case ReloadOutcome.Applied(var snapshot, _, _, _) -> {
                applied.increment();
                serving(snapshot.revision(), reload.at());
            }
            case ReloadOutcome.Planned _ -> {} // nothing was reloaded
            case ReloadOutcome.Unchanged _ -> {
                unchanged.increment();
                succeeded(reload.at());
            }
            case ReloadOutcome.Rejected _ -> {
                rejected.increment();
                successful = false;
            }
            case ReloadOutcome.Refused _ -> {
                refused.increment();
                successful = false;
            }
        }
    }

    @Override
    public void close() {
        lag.close();
    }
}
