package io.penstock.testing;

import io.penstock.relay.Loop;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what is to happen, with a deadline, instead of for a time that is hoped to do. */
public final class Awaits {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final long PAUSE_NANOS = 1_000_000;

    private Awaits() {}

    /** Returns once the condition holds; fails with the words given if it does not in 10 s. */
    public static void until(String what, BooleanSupplier condition) {
        until(what, DEADLINE, condition);
    }

    /** The same for what takes its time. */
    public static void until(String what, Duration most, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > most.toNanos()) {
                throw new AssertionError("waited in vain until " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** The queue's next, or a failure if none comes in 10 s. */
    public static <T> T next(String what, BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new AssertionError("waited in vain for " + what);
        }
        return next;
    }

    /** Returns once the latch is open; fails if it is not in 20 s. For code that may not throw. */
    public static void open(CountDownLatch latch) {
        try {
            if (!latch.await(2 * DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("waited in vain for a latch to open");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /**
     * Keeps a loop busy, so that it sees nothing until the latch is counted down, and then all of
     * it in one round of events.
     */
    public static CountDownLatch hold(Loop loop) {
        var held = new CountDownLatch(1);
        var busy = new CountDownLatch(1);
        loop.execute(() -> {
            busy.countDown();
            open(held);
        });
        open(busy);
        return held;
    }

    /** Lets time pass: only to watch that something does not happen, or what it costs. */
    public static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
