package io.penstock;

import io.penstock.config.ConfigReader;
import io.penstock.config.ConfigResult;
import io.penstock.net.IpPort;
import io.penstock.passage.CloseReason;
import io.penstock.passage.Workers;
import io.penstock.reload.HostAddresses;
import io.penstock.reload.Reload;
import io.penstock.reload.Reloader;
import io.penstock.reload.Trigger;
import io.penstock.snapshot.Circumstances;
import io.penstock.snapshot.Settings;
import io.penstock.snapshot.Snapshot;
import io.penstock.snapshot.Snapshots;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running appliance: how to ask for a reload, and how it ends. Its methods may be called on any
 * thread and do not wait.
 */
public final class Appliance {
    private static final Logger log = LoggerFactory.getLogger(Appliance.class);

    /** What is left is closed over the last third of the time, not in one instant. */
    private static final int LAST_PART = 3;

    /** How long closed connections may take to be counted. */
    private static final Duration COUNTING = Duration.ofSeconds(2);

    private final Snapshots snapshots;
    private final Workers workers;
    private final Reloader reloader;
    private final IpPort admin;
    private final Lifecycle lifecycle;
    private final Closing closing;
    private final String engine;

    private Appliance(Assembly.Built built) {
        this.snapshots = built.snapshots();
        this.workers = built.workers();
        this.reloader = built.reloader();
        this.admin = built.admin();
        this.lifecycle = built.lifecycle();
        this.closing = built.closing();
        this.engine = built.engine();
        var _ =
                lifecycle
                        .drainWanted()
                        .thenRun(() -> Thread.ofPlatform().name("penstock-stop").start(this::end));
    }

    /** What became of {@link #start}. */
    public sealed interface Start {
        /**
         * It serves. Who gets it ends it.
         *
         * @param warnings of the configuration, a line each
         */
        record Running(Appliance appliance, List<String> warnings) implements Start {
            /** Copies the list. */
            public Running {
                warnings = List.copyOf(warnings);
            }
        }

        /**
         * The configuration is wrong: every mistake and warning, a line each. Nothing was bound.
         */
        record Misconfigured(List<String> problems) implements Start {
            /** Copies the list. */
            public Misconfigured {
                problems = List.copyOf(problems);
            }
        }

        /** The configuration is right, but this host cannot serve it. Nothing is left open. */
        record Refused(String problems) implements Start {}
    }

    /** As below, from files. */
    public static Start start(ConfigReader reader, OutputStream stdout, String version) {
        return start(reader::read, stdout, version);
    }

    /**
     * Reads a configuration and takes it into service. Waits until it serves.
     *
     * @param reader reads the configuration as the revision with that number on that host: now, and
     *     for each reload
     * @param stdout where an access log to standard output goes; it must throw what fails, as a
     *     {@code PrintStream} does not
     * @param version for {@code penstock_build_info}
     */
    public static Start start(
            Function<Circumstances, ConfigResult> reader, OutputStream stdout, String version) {
        var read = reader.apply(Circumstances.first(HostAddresses.read()));
        var lines = read.problems().stream().map(Object::toString).toList();
        return switch (read) {
            case ConfigResult.Rejected _ -> new Start.Misconfigured(lines);
            case ConfigResult.Loaded loaded -> {
                try {
                    var assembly = new Assembly(reader, loaded, stdout, version);
                    yield new Start.Running(new Appliance(assembly.assemble()), lines);
                } catch (Assembly.Obstacle e) {
                    yield new Start.Refused(String.valueOf(e.getMessage()));
                }
            }
        };
    }

    /** The revision that serves. */
    public Snapshot snapshot() {
        return snapshots.get();
    }

    /** Where the admin server listens. */
    public IpPort admin() {
        return admin;
    }

    /** What small pieces are written by, for people. */
    public String engine() {
        return engine;
    }

    /** How many connections live. */
    public int active() {
        return workers.active();
    }

    /** Reloads the configuration as soon as reloads before it are done. */
    public CompletionStage<Reload> reload(Trigger trigger) {
        return reloader.reload(trigger);
    }

    /**
     * Begins to stop in order: readiness goes down, clients are taken for a delay more, connections
     * may finish until a deadline.
     */
    public void drain() {
        lifecycle.wantDrain();
    }

    /** Stops at once, also in the midst of a drain: every connection is reset. */
    public void stop() {
        lifecycle.wantStop();
    }

    /** Completes when everything is closed. */
    public CompletableFuture<Void> ended() {
        return lifecycle.ended();
    }

    private void end() {
        var drain = snapshots.get().settings().drain();
        lifecycle.drains();
        log.info(
                "draining: new connections are taken for {} s more, {} connections have {} s to"
                        + " finish",
                drain.delay().toSeconds(),
                workers.active(),
                drain.deadline().toSeconds());
        try {
            awaitUnlessStopped(drain.delay(), new CompletableFuture<>());
            reloader.close(); // or it would open again what is closed now
            workers.stopAccepting();
            finish(drain);
        } finally {
            closing.close();
            log.info("stopped");
            lifecycle.ended().complete(null);
        }
    }

    private void finish(Settings.Drain drain) {
        var idle = workers.idle();
        var last = drain.deadline().dividedBy(LAST_PART);
        awaitUnlessStopped(drain.deadline().minus(last), idle);
        if (!idle.isDone() && !lifecycle.stopWanted().isDone()) {
            log.info("closing {} connections over {} s", workers.active(), last.toSeconds());
            workers.closeAll(CloseReason.DRAINED, last);
            awaitUnlessStopped(last, idle);
        }
        if (!idle.isDone()) {
            log.info("closing {} connections at once", workers.active());
            workers.closeAll(CloseReason.DRAINED, Duration.ZERO);
            await(COUNTING, idle);
        }
    }

    private void awaitUnlessStopped(Duration time, CompletableFuture<Void> event) {
        await(time, CompletableFuture.anyOf(event, lifecycle.stopWanted()));
    }

    private static void await(Duration time, CompletableFuture<?> event) {
        event.copy()
                .handle((_, _) -> true)
                .completeOnTimeout(false, time.toNanos(), TimeUnit.NANOSECONDS)
                .join();
    }
}
