package io.penstock.metrics;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Times, by how long they were. Any thread, as {@link Counter}. */
final class Histogram implements Series {
    /** The sum of a hundred thousand connections of a day is too much for nanoseconds. */
    private static final int MICROS = 6;

    private static final long HALF = 500;

    private final Bounds bounds;
    private final LongAdder[] buckets;
    private final LongAdder micros = new LongAdder();
    private final Peak peak;

    /**
     * Without any time.
     *
     * @param clock in nanoseconds, for what was long ago
     */
    Histogram(Bounds bounds, LongSupplier clock) {
        this.bounds = bounds;
        this.peak = new Peak(clock);
        this.buckets = new LongAdder[bounds.buckets()];
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
        }
    }

    /** One more; what ended before it began, by a clock that was set, took no time. */
    void record(long nanos) {
        long time = Math.max(0, nanos);
        buckets[bounds.bucket(time)].increment();
        micros.add(TimeUnit.NANOSECONDS.toMicros(time + HALF));
        peak.record(time);
    }

    /** How many there were. */
    long count() {
        long count = 0;
        for (var bucket : buckets) {
            count += bucket.sum();
        }
        return count;
    }

    /** The highest of the last minutes. */
    Peak peak() {
        return peak;
    }

    /** The count is that of the buckets as they were read, so that both always agree. */
    @Override
    public void write(Page page, Family family, byte[] object) {
        var le = family.buckets(bounds);
        long count = 0;
        for (int i = 0; i < buckets.length; i++) {
            count += buckets[i].sum();
            page.append(family.bucketName()).append(object).append(le[i]).append(count).endLine();
        }
        page.append(family.countName()).append(object).append(family.noMore());
        page.append(count).endLine();
        page.append(family.sumName()).append(object).append(family.noMore());
        page.appendSeconds(micros.sum(), MICROS).endLine();
    }
}
