package io.penstock.reload;

import io.penstock.config.ConfigResult;
import io.penstock.config.yaml.Problem;
import io.penstock.passage.Preparation;
import io.penstock.resource.Host;
import io.penstock.snapshot.Circumstances;
import io.penstock.snapshot.Snapshot;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what was written since into service, all or nothing. Everything happens on one cold thread
 * of its own, one reload after the other; any thread may ask for one. It also looks, on the same
 * thread, whether files or the host's addresses changed.
 */
public final class Reloader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Reloader.class);
    private static final int REMEMBERED = 20;

    /**
     * Where a revision comes from.
     *
     * @param read reads the configuration under those circumstances
     * @param host reads the host's addresses
     */
    public record Inputs(Function<Circumstances, ConfigResult> read, Supplier<Host> host) {}

    /**
     * How often to look.
     *
     * @param files at the configuration's files; a change is taken up after two equal looks
     * @param host at the host's addresses
     */
    public record Pace(Duration files, Duration host) {
        /** Soon enough for people, and next to nothing for the host. */
        public static final Pace DEFAULT = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    private final Inputs inputs;
    private final Supplier<Snapshot> current;
    private final Function<Snapshot, Preparation> prepare;
    private final Consumer<Reload> told;
    private final Pace pace;
    private final InstantSource clock;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("penstock-reload").factory());

    private volatile ConfigResult.Sources sources;
    private volatile List<Reload> history = List.of();
    private Host seen; // on the thread only

    /**
     * Does nothing before {@link #watch} or {@link #reload}.
     *
     * @param current the snapshot that serves
     * @param prepare binds what the next snapshot needs; its answer is committed at once
     * @param told learns of every reload once it is done, on the reloader's thread; must not throw
     */
    public Reloader(
            Inputs inputs,
            Supplier<Snapshot> current,
            Function<Snapshot, Preparation> prepare,
            Consumer<Reload> told,
            Pace pace,
            InstantSource clock) {
        this.inputs = inputs;
        this.current = current;
        this.prepare = prepare;
        this.told = told;
        this.pace = pace;
        this.clock = clock;
        this.sources = new ConfigResult.Sources(List.of(), List.of());
        this.seen = current.get().host();
    }

    /**
     * Begins to look for changes; once.
     *
     * @param sources what the snapshot that serves was read from
     */
    public void watch(ConfigResult.Sources sources) {
        this.sources = sources;
        var watcher = new ConfigWatcher(() -> this.sources);
        every(
                pace.files(),
                () -> {
                    if (watcher.look()) {
                        run(Trigger.FILE);
                    }
                });
        every(pace.host(), this::lookAtHost);
    }

    private void every(Duration period, Runnable look) {
        long nanos = period.toNanos();
        var _ =
                thread.scheduleWithFixedDelay(
                        () -> {
                            try {
                                look.run();
                            } catch (RuntimeException e) { // else nobody would look any more
                                log.error("looking for changes failed; looking again", e);
                            }
                        },
                        nanos,
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    /**
     * An address that the kernel still verifies cannot be bound yet, so a refusal is tried again.
     */
    private void lookAtHost() {
        var host = inputs.host().get();
        if (!host.equals(seen) && !(run(Trigger.HOST).outcome() instanceof ReloadOutcome.Refused)) {
            seen = host;
        }
    }

    /**
     * Reloads as soon as those before it are done.
     *
     * @return completed on the reloader's thread; with an exception only for a fault of ours
     */
    public CompletionStage<Reload> reload(Trigger trigger) {
        return onThread(trigger, () -> run(trigger));
    }

    private CompletionStage<Reload> onThread(Trigger trigger, Supplier<Reload> task) {
        try {
            return CompletableFuture.supplyAsync(task, thread)
                    .whenComplete((_, failure) -> {
                        if (failure != null) {
                            log.error("reload failed; revision {} serves on", revision(), failure);
                        }
                    });
        } catch (RejectedExecutionException e) { // closed
            var stopping = new ReloadOutcome.Refused(revision(), List.of("Penstock is stopping"));
            return CompletableFuture.completedStage(new Reload(clock.instant(), trigger, stopping));
        }
    }

    /**
     * Tells what a reload would do now, and does nothing: what it would bind is bound and given
     * back without a client being let in, living connections are judged and left alone.
     *
     * @return completed on the reloader's thread; with an exception only for a fault of ours
     */
    public CompletionStage<Reload> rehearse() {
        return onThread(
                Trigger.REQUEST,
                () -> new Reload(clock.instant(), Trigger.REQUEST, apply(this::foresee)));
    }

    /** The last reloads, the latest last. */
    public List<Reload> history() {
        return history;
    }

    private Reload run(Trigger trigger) {
        var at = clock.instant();
        var reload = new Reload(at, trigger, apply(Reloader::commit));
        if (isNews(reload)) {
            ReloadLog.write(log, reload);
            remember(reload);
            told.accept(reload);
        }
        return reload;
    }

    /**
     * What we found by looking is said once: not that a file was touched, nor the same mistake
     * again.
     */
    private boolean isNews(Reload reload) {
        boolean asked =
                switch (reload.trigger()) {
                    case SIGNAL, REQUEST -> true;
                    case FILE, HOST -> false;
                };
        Optional<ReloadOutcome> last =
                history.isEmpty() ? Optional.empty() : Optional.of(history.getLast().outcome());
        return asked
                || switch (reload.outcome()) {
                    case ReloadOutcome.Applied _ -> true;
                    case ReloadOutcome.Planned _ -> false;
                    case ReloadOutcome.Unchanged _ -> last.isPresent() && hasFailed(last.get());
                    case ReloadOutcome.Rejected rejected -> !last.equals(Optional.of(rejected));
                    case ReloadOutcome.Refused refused -> !last.equals(Optional.of(refused));
                };
    }

    private static boolean hasFailed(ReloadOutcome outcome) {
        return switch (outcome) {
            case ReloadOutcome.Applied _, ReloadOutcome.Planned _, ReloadOutcome.Unchanged _ ->
                    false;
            case ReloadOutcome.Rejected _, ReloadOutcome.Refused _ -> true;
        };
    }

    private void remember(Reload reload) {
        var all = new ArrayList<>(history);
        all.add(reload);
        history = List.copyOf(all.subList(Math.max(0, all.size() - REMEMBERED), all.size()));
    }

    /** What to do with what is ready to be applied. */
    @FunctionalInterface
    private interface Deed {
        ReloadOutcome with(Preparation.Ready ready, ReloadPlan plan, List<String> warnings);
    }

    private ReloadOutcome apply(Deed deed) {
        var serving = current.get();
        var result = inputs.read().apply(Circumstances.after(serving, inputs.host().get()));
        sources = result.sources();
        var lines = result.problems().stream().map(Problem::toString).toList();
        return switch (result) {
            case ConfigResult.Rejected _ -> new ReloadOutcome.Rejected(serving.revision(), lines);
            case ConfigResult.Loaded(var next, _, _) when isSame(serving, next) ->
                    new ReloadOutcome.Unchanged(serving.revision());
            case ConfigResult.Loaded(var next, _, _) -> replace(serving, next, lines, deed);
        };
    }

    private static boolean isSame(Snapshot one, Snapshot other) {
        return one.host().equals(other.host())
                && one.configuration().revisionHash().equals(other.configuration().revisionHash());
    }

    private ReloadOutcome replace(
            Snapshot serving, Snapshot next, List<String> warnings, Deed deed) {
        var plan = ReloadPlan.between(serving, next);
        if (!plan.restart().isEmpty()) {
            return new ReloadOutcome.Refused(serving.revision(), plan.restart());
        }
        return switch (prepare.apply(next)) {
            case Preparation.Refused(var problems) ->
                    new ReloadOutcome.Refused(
                            serving.revision(), problems.stream().map(Object::toString).toList());
            case Preparation.Ready ready -> deed.with(ready, plan, warnings);
        };
    }

    private static ReloadOutcome commit(
            Preparation.Ready ready, ReloadPlan plan, List<String> warnings) {
        var applied = ready.commit();
        return new ReloadOutcome.Applied(applied.snapshot(), plan, applied.closed(), warnings);
    }

    private ReloadOutcome foresee(Preparation.Ready ready, ReloadPlan plan, List<String> warnings) {
        try {
            return new ReloadOutcome.Planned(revision(), plan, ready.foresee(), warnings);
        } finally {
            ready.abandon();
        }
    }

    private long revision() {
        return current.get().revision();
    }

    /** Finishes what was begun, within 10 seconds, and takes nothing more. Not on its thread. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn("a reload is not done yet; stopping without it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
