package io.penstock.passage;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A token bucket that all event loops share: one number, changed by one compare-and-set. What is
 * kept is not tokens but the moment up to which they are used up, so the rate may change at any
 * time: it is told with each call, and so is the time. Any thread.
 */
final class Bucket {
    private static final long SECOND = 1_000_000_000;

    private final AtomicLong usedUntil;

    /** A full one. */
    Bucket(long nowNanos) {
        usedUntil = new AtomicLong(nowNanos - SECOND);
    }

    /** Takes one, where a second's worth may be taken at once; false if there is none. */
    boolean takeOne(int perSecond, long nowNanos) {
        long price = SECOND / perSecond;
        while (true) {
            long used = usedUntil.get();
            long from = later(used, nowNanos - SECOND);
            if (nowNanos - from < price) {
                return false;
            }
            if (usedUntil.compareAndSet(used, from + price)) {
                return true;
            }
        }
    }

    /** Puts one back that was taken. */
    void putBackOne(int perSecond) {
        usedUntil.addAndGet(-(SECOND / perSecond));
    }

    /**
     * Takes as many as are wanted and there are, and beyond that what nobody else has claimed: what
     * is left longer than a time.
     *
     * @param burstNanos so much time's worth may be taken at once
     * @param keptNanos so much time's worth is left for others who want it
     */
    long take(long wanted, long perSecond, long burstNanos, long keptNanos, long nowNanos) {
        while (true) {
            long used = usedUntil.get();
            long from = later(used, nowNanos - burstNanos);
            long there = worth(nowNanos - from, perSecond);
            long unclaimed = worth(nowNanos - from - keptNanos, perSecond);
            long taken = Math.min(there, Math.max(wanted, unclaimed));
            if (taken <= 0) {
                return 0;
            }
            if (usedUntil.compareAndSet(used, from + nanos(taken, perSecond))) {
                return taken;
            }
        }
    }

    /** Puts back what was taken and is not needed. */
    void putBack(long unused, long perSecond) {
        usedUntil.addAndGet(-nanos(unused, perSecond));
    }

    /** How many there are in a time; floating, since the product of the two overflows. */
    static long worth(long nanos, long perSecond) {
        return (long) ((double) nanos * perSecond / SECOND);
    }

    private static long nanos(long tokens, long perSecond) {
        return (long) Math.ceil((double) tokens * SECOND / perSecond);
    }

    /** Of two moments of a clock that may overflow. */
    private static long later(long one, long other) {
        return one - other < 0 ? other : one;
    }
}
