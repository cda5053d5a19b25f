package io.penstock;

import io.penstock.accesslog.AccessLog;
import io.penstock.admin.AdminServer;
import io.penstock.admin.AdminView;
import io.penstock.config.ConfigResult;
import io.penstock.dns.DnsBind;
import io.penstock.dns.DnsCounters;
import io.penstock.dns.DnsServer;
import io.penstock.gateway.Checks;
import io.penstock.gateway.Gateway;
import io.penstock.gateway.Health;
import io.penstock.metrics.Figures;
import io.penstock.metrics.Metrics;
import io.penstock.net.IpPort;
import io.penstock.passage.Ledger;
import io.penstock.passage.Preparation;
import io.penstock.passage.Refusals;
import io.penstock.passage.Traffic;
import io.penstock.passage.Workers;
import io.penstock.relay.Loop;
import io.penstock.reload.HostAddresses;
import io.penstock.reload.Reload;
import io.penstock.reload.Reloader;
import io.penstock.reload.Trigger;
import io.penstock.resolver.Resolver;
import io.penstock.snapshot.Circumstances;
import io.penstock.snapshot.Settings;
import io.penstock.snapshot.Snapshot;
import io.penstock.snapshot.Snapshots;
import io.penstock.transport.Engine;
import io.penstock.transport.EventLoops;
import io.penstock.transport.Listeners;
import io.penstock.transport.Loops;
import io.vertx.core.Vertx;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Builds an appliance's parts in order, once, on one thread. What this host cannot give ends it
 * with an {@link Obstacle}; then nothing is left open.
 */
final class Assembly {
    private final Closing closing = new Closing();
    private final Lifecycle lifecycle = new Lifecycle();
    private final Health health = new Health(System::nanoTime);
    private final Refusals refusals = new Refusals(System::nanoTime);
    private final AtomicReference<Runnable> unbind = new AtomicReference<>(() -> {});
    private final DnsCounters dnsCounters = new DnsCounters();
    private final Function<Circumstances, ConfigResult> reader;
    private final Snapshots snapshots;
    private final ConfigResult.Sources sources;
    private final OutputStream stdout;
    private final String version;

    /**
     * An assembly of what was read.
     *
     * @param reader reads it again for reloads
     * @param stdout where an access log to standard output goes
     */
    Assembly(
            Function<Circumstances, ConfigResult> reader,
            ConfigResult.Loaded loaded,
            OutputStream stdout,
            String version) {
        this.reader = reader;
        this.snapshots = new Snapshots(loaded.snapshot());
        this.sources = loaded.sources();
        this.stdout = stdout;
        this.version = version;
    }

    /** Why there can be no appliance on this host: a line for each problem. */
    static final class Obstacle extends Exception {
        private static final long serialVersionUID = 1;

        Obstacle(List<String> problems) {
            super(String.join("\n", problems));
        }

        Obstacle(String problem) {
            this(List.of(problem));
        }
    }

    /** What serves, once everything is built and started. */
    record Built(
            Snapshots snapshots,
            Workers workers,
            Reloader reloader,
            IpPort admin,
            Lifecycle lifecycle,
            Closing closing,
            String engine) {}

    /** Builds and starts everything. */
    Built assemble() throws Obstacle {
        try {
            return assembleInOrder();
        } catch (Obstacle | RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    private Built assembleInOrder() throws Obstacle {
        var first = snapshots.get();
        var accessLog = accessLog(first.settings());
        var vertx = vertx();
        var loops = loops(vertx, first.settings().engine());
        var engine = loops.engine().text();
        var listeners = new Listeners(loops);
        var traffic = new Traffic(loops.all().size());
        var metrics = metrics(loops, listeners, traffic, accessLog);
        var workers = workers(loops, listeners, telling(metrics, accessLog, traffic));
        var ready = prepare(workers, first);
        var dns = dns(loops.all().getFirst(), first.settings());
        var checks = checks(vertx, loops.all().getLast(), metrics);
        var reloader = reloader(workers, new Followers(metrics, accessLog, dns, checks));
        var view =
                new AdminView(
                        new AdminView.About(version, InstantSource.system().instant(), engine),
                        snapshots,
                        traffic,
                        workers::doors,
                        health::of,
                        exposure -> health.pool(exposure).addresses(),
                        lifecycle::readiness,
                        metrics::scrape,
                        refusals,
                        new LivingConnections(workers),
                        new Explaining(workers, snapshots, health),
                        () -> reloader.reload(Trigger.REQUEST),
                        reloader::rehearse,
                        reloader::history,
                        lifecycle::wantDrain);
        var admin = admin(vertx, first.settings(), view);
        unbind.set(workers::stopAccepting);
        ready.commit();
        checks.follow(first);
        metrics.serving(first, InstantSource.system().instant());
        reloader.watch(sources);
        lifecycle.serves();
        return new Built(snapshots, workers, reloader, admin.address(), lifecycle, closing, engine);
    }

    private Workers.Telling telling(Metrics metrics, AccessLog accessLog, Traffic traffic) {
        var ledger = Ledger.both(Ledger.both(metrics, accessLog), refusals);
        return new Workers.Telling(ledger, metrics, traffic, health);
    }

    private Workers workers(Loops loops, Listeners listeners, Workers.Telling telling) {
        return new Workers(
                loops,
                listeners,
                snapshots,
                loop -> Resolver.on(loop)::resolve,
                telling,
                Workers.Clocks.SYSTEM);
    }

    private AccessLog accessLog(Settings settings) throws Obstacle {
        return switch (AccessLog.start(settings.accessLog(), stdout)) {
            case AccessLog.Start.Taking(var taking) -> {
                closing.add("access log", taking);
                yield taking;
            }
            case AccessLog.Start.Refused(var problem) -> throw new Obstacle(problem);
        };
    }

    private Vertx vertx() {
        var vertx = EventLoops.start(Runtime.getRuntime().availableProcessors());
        closing.addAsync("event loops", () -> vertx.close().toCompletionStage());
        return vertx;
    }

    private static Loops loops(Vertx vertx, Settings.Engine engine) throws Obstacle {
        try {
            return Loops.on(
                    vertx,
                    switch (engine) {
                        case AUTO -> Engine.Wanted.BEST;
                        case AIO -> Engine.Wanted.AIO;
                        case EPOLL -> Engine.Wanted.EPOLL;
                    });
        } catch (IllegalStateException e) {
            throw new Obstacle(String.valueOf(e.getMessage()));
        }
    }

    private Metrics metrics(
            Loops loops, Listeners listeners, Traffic traffic, AccessLog accessLog) {
        var executors = loops.all().stream().<Executor>map(loop -> loop::execute).toList();
        var figures =
                new Figures(
                        loops.engine().label(),
                        lifecycle::isReady,
                        executors,
                        loops::heldBytes,
                        listeners::pauses,
                        dnsCounters,
                        accessLog::written,
                        accessLog::dropped);
        var metrics = new Metrics(traffic, health, figures, version);
        closing.add("metrics", metrics);
        return metrics;
    }

    private Preparation.Ready prepare(Workers workers, Snapshot first) throws Obstacle {
        return switch (workers.prepare(first)) {
            case Preparation.Ready ready -> {
                closing.add("listeners", () -> unbind.get().run());
                unbind.set(ready::abandon);
                yield ready;
            }
            case Preparation.Refused(var problems) ->
                    throw new Obstacle(problems.stream().map(Object::toString).toList());
        };
    }

    private Optional<DnsServer> dns(Loop loop, Settings settings) throws Obstacle {
        if (settings.dns().isEmpty()) {
            return Optional.empty();
        }
        return switch (DnsServer.bind(loop, snapshots, dnsCounters, System::nanoTime).join()) {
            case DnsBind.Bound(var server) -> {
                closing.addAsync("DNS server", server::close);
                yield Optional.of(server);
            }
            case DnsBind.Failed failed ->
                    throw new Obstacle(
                            "appliance.dns: cannot listen on "
                                    + failed.address()
                                    + ": "
                                    + failed.text());
        };
    }

    /**
     * They have a gateway, and so a cache of addresses, of their own: no connection's loop waits.
     */
    private Checks checks(Vertx vertx, Loop loop, Metrics metrics) {
        var gateway =
                new Gateway(loop, Resolver.on(loop)::resolve, health, metrics, System::nanoTime);
        var checks = new Checks(loop, gateway, health, vertx);
        closing.add("health checks", checks);
        var _ = lifecycle.drainWanted().thenRun(checks::close);
        return checks;
    }

    private Reloader reloader(Workers workers, Consumer<Reload> told) {
        var inputs = new Reloader.Inputs(reader, HostAddresses::read);
        var reloader =
                new Reloader(
                        inputs,
                        snapshots,
                        workers::prepare,
                        told,
                        Reloader.Pace.DEFAULT,
                        InstantSource.system());
        closing.add("reloads", reloader);
        return reloader;
    }

    private AdminServer admin(Vertx vertx, Settings settings, AdminView view) throws Obstacle {
        var started = AdminServer.start(vertx, settings.admin(), view).toCompletableFuture().join();
        return switch (started) {
            case AdminServer.Start.Serving(var server) -> {
                closing.addAsync("admin server", server::close);
                yield server;
            }
            case AdminServer.Start.Refused(var problem) -> throw new Obstacle(problem);
        };
    }
}
