package io.penstock.metrics;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how long a task waits for its event loop. A thread of its own gives each loop a task now
 * and then; the loop notes when it ran. A loop that has not answered is not given another, so a
 * loop that hangs is seen as one, and not filled with tasks.
 */
final class LoopLag implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopLag.class);

    /** One loop; asked by the thread, answered by the loop. */
    private static final class Probe {
        private final Executor loop;
        private volatile long askedAt;
        private volatile boolean waiting;

        Probe(Executor loop) {
            this.loop = loop;
        }
    }

    private final List<Probe> probes;
    private final Histogram lag;
    private final LongSupplier nanos;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("penstock-loop-lag").factory());

    LoopLag(List<Executor> loops, Histogram lag, LongSupplier nanos) {
        this.probes = loops.stream().map(Probe::new).toList();
        this.lag = lag;
        this.nanos = nanos;
    }

    void start(Duration period) {
        var _ = thread.scheduleAtFixedRate(this::ask, 0, period.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Gives every loop that has answered its next task. */
    void ask() {
        for (var probe : probes) {
            if (!probe.waiting) {
                probe.askedAt = nanos.getAsLong();
                probe.waiting = true;
                try {
                    probe.loop.execute(() -> answer(probe));
                } catch (RejectedExecutionException e) {
                    probe.waiting = false;
                    LOG.debug("an event loop has ended: {}", e.toString());
                }
            }
        }
    }

    private void answer(Probe probe) {
        lag.record(nanos.getAsLong() - probe.askedAt);
        probe.waiting = false;
    }

    /** For how long the loop that is slowest now has not answered. */
    long stalledNanos() {
        long now = nanos.getAsLong();
        return probes.stream()
                .filter(probe -> probe.waiting)
                .mapToLong(probe -> now - probe.askedAt)
                .max()
                .orElse(0);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
