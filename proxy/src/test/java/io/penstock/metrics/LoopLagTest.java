package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoopLagTest {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final AtomicLong now = new AtomicLong(1_000);
    private final Histogram timer = new Histogram(Bounds.LAG, now::get);

    @Test
    void recordsHowLongATaskWaited() {
        try (var lag = new LoopLag(List.of(tasks::add), timer, now::get)) {
            lag.ask();
            now.addAndGet(5_000_000);
            tasks.remove().run();

            assertThat(timer.count()).isEqualTo(1);
            assertThat(timer.peak().highest()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(5));
            assertThat(lag.stalledNanos()).isZero();
        }
    }

    @Test
    void tellsALoopThatHangsAndDoesNotFillItWithTasks() {
        try (var lag = new LoopLag(List.of(tasks::add, Runnable::run), timer, now::get)) {
            lag.ask();
            now.addAndGet(TimeUnit.SECONDS.toNanos(7));
            lag.ask();

            assertThat(lag.stalledNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(7));
            assertThat(tasks).hasSize(1);
            assertThat(timer.count()).as("the other loop answers").isEqualTo(2);
        }
    }

    @Test
    void survivesALoopThatHasEnded() {
        try (var lag =
                new LoopLag(
                        List.of(
                                _ -> {
                                    throw new RejectedExecutionException("ended");
                                },
                                Runnable::run),
                        timer,
                        now::get)) {
            lag.ask();
            lag.ask();

            assertThat(timer.count()).isEqualTo(2);
            assertThat(lag.stalledNanos()).isZero();
        }
    }
}
