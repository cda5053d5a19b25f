package io.penstock.metrics;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.penstock.gateway.ConnectCause;
import io.penstock.gateway.GatewayObserver;
import io.penstock.gateway.Health;
import io.penstock.gateway.LookupOutcome;
import io.penstock.passage.ConnectionRecord;
import io.penstock.passage.Labels;
import io.penstock.passage.Ledger;
import io.penstock.passage.RequestRecord;
import io.penstock.passage.Traffic;
import io.penstock.reload.Reload;
import io.penstock.reload.ReloadOutcome;
import io.penstock.resource.Exposure;
import io.penstock.resource.Identity;
import io.penstock.resource.ResourceGateway;
import io.penstock.resource.Subject;
import io.penstock.snapshot.Snapshot;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Counts what it is told and shows it to Prometheus. Told by every event loop; the meters of an
 * exposure are found by one look-up, and counting takes no lock.
 *
 * <p>There are series for what is configured, and for what was configured as long as a connection
 * of it lives: these vanish with the scrape after its end.
 */
public final class Metrics implements Ledger, GatewayObserver, AutoCloseable {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS =
            "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Traffic traffic;
    private final Health health;
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final ApplianceSeries appliance;
    private final Map<Labels, ExposureSeries> exposures = new ConcurrentHashMap<>();
    private final Map<Identity, GatewaySeries> gateways = new ConcurrentHashMap<>();
    private final Map<Outlet, ResourceSeries> resources = new ConcurrentHashMap<>();
    private volatile Configured configured = new Configured(Set.of(), Set.of(), Set.of());

    /** What the snapshot that serves has. */
    private record Configured(
            Set<Labels> exposures, Set<Identity> gateways, Set<Outlet> resources) {}

    /** A resource behind a gateway. */
    private record Outlet(Identity gateway, Identity resource) {}

    /**
     * Begins to measure; who makes it closes it.
     *
     * @param version of Penstock, for {@code penstock_build_info}
     */
    public Metrics(Traffic traffic, Health health, Figures figures, String version) {
        this.traffic = traffic;
        this.health = health;
        this.appliance = new ApplianceSeries(registry, figures, version);
        List<MeterBinder> process =
                List.of(
                        new JvmMemoryMetrics(),
                        gc,
                        new JvmThreadMetrics(),
                        new ProcessorMetrics(),
                        new FileDescriptorMetrics(),
                        new UptimeMetrics());
        process.forEach(binder -> binder.bindTo(registry));
    }

    /**
     * The first snapshot serves. Later ones come by {@link #reloaded}. Not on an event loop.
     *
     * @param at since when
     */
    public void serving(Snapshot snapshot, Instant at) {
        appliance.serving(snapshot.revision(), at);
        show(snapshot);
    }

    /** A reload has ended. Not on an event loop. */
    public void reloaded(Reload reload) {
        appliance.reloaded(reload);
        if (reload.outcome() instanceof ReloadOutcome.Applied applied) {
            show(applied.snapshot());
        }
    }

    /** Makes the series of what is configured, and takes those of what no longer is away. */
    private void show(Snapshot snapshot) {
        var endpoints = new HashSet<Labels>();
        var reachable = new HashSet<Outlet>();
        for (var exposure : snapshot.catalog().exposures()) {
            endpoints.add(Labels.of(exposure));
            var series = seriesOf(exposure);
            series.limitTo(limit(exposure));
            if (exposure.options().http().isPresent()) {
                series.http();
            }
            var reached = new Outlet(exposure.gateway().identity(), exposure.resource());
            reachable.add(reached);
            resources.computeIfAbsent(reached, _ -> new ResourceSeries(registry, exposure, health));
        }
        for (var several : snapshot.catalog().switchboards()) {
            endpoints.add(Labels.of(several));
            seriesOf(several);
        }
        var outlets = new HashSet<Identity>();
        for (var gateway : snapshot.configuration().gateways()) {
            outlets.add(gateway.identity());
            seriesOf(gateway);
        }
        configured =
                new Configured(Set.copyOf(endpoints), Set.copyOf(outlets), Set.copyOf(reachable));
        dropForgotten();
    }

    /** Both limits hold, so the lower one is what can be reached. */
    private static OptionalInt limit(Exposure exposure) {
        return IntStream.concat(
                        exposure.endpoint().options().quota().connections().stream(),
                        exposure.options().quota().connections().stream())
                .min();
    }

    /** Series of what is not configured any more, and where nothing is open any more. */
    private void dropForgotten() {
        var keep = configured;
        exposures
                .entrySet()
                .removeIf(entry -> {
                    var labels = entry.getKey();
                    boolean forgotten =
                            !keep.exposures().contains(labels)
                                    && entry.getValue().living() == 0
                                    && traffic.of(labels).active() == 0;
                    if (forgotten) {
                        entry.getValue().remove();
                    }
                    return forgotten;
                });
        gateways.entrySet()
                .removeIf(entry -> {
                    boolean forgotten = !keep.gateways().contains(entry.getKey());
                    if (forgotten) {
                        entry.getValue().remove();
                    }
                    return forgotten;
                });
        resources
                .entrySet()
                .removeIf(entry -> {
                    boolean forgotten = !keep.resources().contains(entry.getKey());
                    if (forgotten) {
                        entry.getValue().remove();
                    }
                    return forgotten;
                });
    }

    private ExposureSeries seriesOf(Subject subject) {
        var mine = Labels.of(subject);
        var known = exposures.get(mine); // takes no lock, as computing would
        return known != null
                ? known
                : exposures.computeIfAbsent(
                        mine, labels -> new ExposureSeries(registry, labels, traffic));
    }

    private GatewaySeries seriesOf(ResourceGateway gateway) {
        return gateways.computeIfAbsent(
                gateway.identity(), identity -> new GatewaySeries(registry, identity));
    }

    @Override
    public void opened(Subject subject) {
        seriesOf(subject).opened();
    }

    @Override
    public void connected(Exposure exposure, long connectNanos) {
        seriesOf(exposure).connected(connectNanos);
    }

    @Override
    public void ended(ConnectionRecord record) {
        seriesOf(record.subject()).ended(record);
    }

    @Override
    public void waited(Exposure exposure) {
        seriesOf(exposure).http().waited();
    }

    @Override
    public void ended(RequestRecord record) {
        seriesOf(record.subject()).http().ended(record);
    }

    @Override
    public void lookedUp(ResourceGateway gateway, LookupOutcome outcome, long nanos) {
        seriesOf(gateway).lookedUp(outcome, nanos);
    }

    @Override
    public void attemptFailed(Exposure exposure, ConnectCause cause) {
        seriesOf(exposure).attemptFailed(cause);
    }

    /**
     * Everything now. Not on an event loop: it takes milliseconds where there are many endpoints.
     *
     * @param accept the request's {@code Accept} header; OpenMetrics where it asks for that, else
     *     Prometheus' own text
     */
    public Exposition scrape(Optional<String> accept) {
        boolean open = accept.filter(a -> a.contains("application/openmetrics-text")).isPresent();
        var chosen = open ? OPEN_METRICS : PROMETHEUS;
        var exposition = new Exposition(chosen, registry.scrape(chosen));
        dropForgotten(); // after they were shown a last time
        return exposition;
    }

    @Override
    public void close() {
        appliance.close();
        gc.close();
        registry.close();
    }
}
