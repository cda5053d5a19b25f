package io.penstock.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The longest time of this minute and the one before. Any thread. */
final class Peak implements Series {
    private static final int NANOS = 9;
    private static final long WINDOW = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier clock;
    private final AtomicLong since;
    private final AtomicLong now = new AtomicLong();
    private final AtomicLong before = new AtomicLong();

    /** Of nothing, which is 0; by this clock of nanoseconds. */
    Peak(LongSupplier clock) {
        this.clock = clock;
        this.since = new AtomicLong(clock.getAsLong());
    }

    void record(long nanos) {
        turn();
        if (nanos > now.get()) {
            now.accumulateAndGet(nanos, Math::max);
        }
    }

    /** In nanoseconds. */
    long highest() {
        turn();
        return Math.max(now.get(), before.get());
    }

    @Override
    public void write(Page page, Family family, byte[] object) {
        page.append(family.name()).append(object).append(family.noMore());
        page.appendSeconds(highest(), NANOS).endLine();
    }

    private void turn() {
        long began = since.get();
        long time = clock.getAsLong();
        long age = time - began;
        if (age >= WINDOW && since.compareAndSet(began, time)) {
            long last = now.getAndSet(0);
            before.set(age < 2 * WINDOW ? last : 0);
        }
    }
}
