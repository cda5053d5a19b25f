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
import io.penstock.resource.Endpoint;
import io.penstock.resource.Exposure;
import io.penstock.resource.Identity;
import io.penstock.resource.ResourceGateway;
import io.penstock.resource.Subject;
import io.penstock.snapshot.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Counts what it is told and shows it to Prometheus. Told by every event loop; the meters of an
 * exposure are found by one look-up, and counting takes no lock.
 *
 * <p>There are series for what is configured, and for what was configured as long as a connection
 * of it lives: these vanish with the scrape after its end.
 */
public final class Metrics implements Ledger, GatewayObserver, AutoCloseable {
    private final Families families = new Families(System::nanoTime);
    private final PrometheusMeterRegistry process =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Traffic traffic;
    private final Health health;
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final ApplianceSeries appliance;
    private final BooleanSupplier ready;
    private final Exposures exposures;
    private final Map<Identity, GatewaySeries> gateways = new ConcurrentHashMap<>();
    private final Map<Outlet, ResourceSeries> resources = new ConcurrentHashMap<>();
    private final Map<Identity, EndpointSeries> endpoints = new ConcurrentHashMap<>();

    /** A resource behind a gateway. */
    private record Outlet(Identity gateway, Identity resource) {
        static Outlet of(Exposure exposure) {
            return new Outlet(exposure.gateway().identity(), exposure.resource());
        }
    }

    /**
     * Begins to measure; who makes it closes it.
     *
     * @param version of Penstock, for {@code penstock_build_info}
     */
    public Metrics(Traffic traffic, Health health, Figures figures, String version) {
        this.traffic = traffic;
        this.health = health;
        this.exposures = new Exposures(families, traffic);
        this.ready = figures.ready();
        this.appliance = new ApplianceSeries(families, process, figures, version);
        List<MeterBinder> binders =
                List.of(
                        new JvmMemoryMetrics(),
                        gc,
                        new JvmThreadMetrics(),
                        new ProcessorMetrics(),
                        new FileDescriptorMetrics(),
                        new UptimeMetrics());
        binders.forEach(binder -> binder.bindTo(process));
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
    private synchronized void show(Snapshot snapshot) {
        var catalog = snapshot.catalog();
        var subjects = new ArrayList<Subject>(catalog.exposures());
        subjects.addAll(catalog.switchboards());
        exposures.configure(subjects);
        catalog.exposures().stream()
                .filter(exposure -> exposure.options().http().isPresent())
                .forEach(exposure -> exposures.of(exposure).http());
        var outlets = catalog.exposures().stream().collect(Collectors.groupingBy(Outlet::of));
        outlets.forEach(this::follow);
        keepOnly(outlets.keySet(), resources, ResourceSeries::remove);
        var configuration = snapshot.configuration();
        configuration.endpoints().forEach(this::follow);
        keepOnly(
                identities(configuration.endpoints(), Endpoint::identity),
                endpoints,
                EndpointSeries::remove);
        configuration.gateways().forEach(this::seriesOf);
        keepOnly(
                identities(configuration.gateways(), ResourceGateway::identity),
                gateways,
                GatewaySeries::remove);
        exposures.drop(exposures.forgotten());
    }

    private static <T> Set<Identity> identities(List<T> all, Function<T, Identity> identity) {
        return all.stream().map(identity).collect(Collectors.toSet());
    }

    private void follow(Endpoint endpoint) {
        endpoints
                .computeIfAbsent(
                        endpoint.identity(),
                        identity -> new EndpointSeries(families, identity, ready))
                .follow(endpoint);
    }

    /** The exposures of one resource differ in their endpoints alone. */
    private void follow(Outlet outlet, List<Exposure> exposures) {
        var any = exposures.getFirst();
        resources
                .computeIfAbsent(outlet, _ -> new ResourceSeries(families, any, health, traffic))
                .follow(
                        exposures.stream().map(Labels::of).collect(Collectors.toSet()),
                        any.options().quota().connections());
    }

    private static <K, S> void keepOnly(Set<K> keep, Map<K, S> all, Consumer<S> remove) {
        all.entrySet()
                .removeIf(entry -> {
                    boolean goes = !keep.contains(entry.getKey());
                    if (goes) {
                        remove.accept(entry.getValue());
                    }
                    return goes;
                });
    }

    private GatewaySeries seriesOf(ResourceGateway gateway) {
        return gateways.computeIfAbsent(
                gateway.identity(), identity -> new GatewaySeries(families, identity));
    }

    @Override
    public void opened(Subject subject) {
        exposures.opened(subject);
    }

    @Override
    public void connected(Exposure exposure, long connectNanos) {
        exposures.of(exposure).connected(connectNanos);
    }

    @Override
    public void ended(ConnectionRecord record) {
        exposures.of(record.subject()).ended(record);
    }

    @Override
    public void waited(Exposure exposure) {
        exposures.of(exposure).http().waited();
    }

    @Override
    public void ended(RequestRecord record) {
        exposures.of(record.subject()).http().ended(record);
    }

    @Override
    public void lookedUp(ResourceGateway gateway, LookupOutcome outcome, long nanos) {
        seriesOf(gateway).lookedUp(outcome, nanos);
    }

    @Override
    public void attemptFailed(Exposure exposure, ConnectCause cause) {
        exposures.of(exposure).attemptFailed(cause);
    }

    /**
     * Everything now.
     *
     * @param accept the request's {@code Accept} header; OpenMetrics where it asks for that, else
     *     Prometheus' own text
     */
    public Exposition scrape(Optional<String> accept) {
        boolean open = accept.filter(a -> a.contains("application/openmetrics-text")).isPresent();
        var forgotten = exposures.forgotten(); // shown a last time, as they stand already
        return new Scrape(open, families, process, () -> exposures.drop(forgotten));
    }

    @Override
    public void close() {
        appliance.close();
        gc.close();
        process.close();
    }
}
