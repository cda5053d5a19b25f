package io.penstock.passage;

/**
 * One event loop's share of one limit on bytes per second: what the loop has leased of the bucket
 * that all loops take from, and how many wait for more. Confined to its loop.
 *
 * <p>A loop claims its part of the time that has passed since its last lease: as large as its part
 * of all who wait, so that connections are treated alike on whichever loop they are. What is not
 * used within a {@link #PERIOD} goes back, and what nobody claims anybody may take, so one busy
 * loop can have all of it.
 */
final class Share {
    /** How long a lease holds. */
    static final long PERIOD = 20_000_000;

    /** How much time's worth may pass at once after a pause. */
    static final long BURST = 100_000_000;

    /** What a turn is worth at least, or many who wait would each get next to nothing. */
    private static final long SMALLEST_TURN = 4096;

    private final Account account;
    private long perSecond;
    private long leased;
    private long leasedAt;
    private long turn;
    private int waiting;
    private int told;
    private boolean inUse;

    Share(Account account, long perSecond, long nowNanos) {
        this.account = account;
        this.perSecond = perSecond;
        this.leasedAt = nowNanos - BURST;
    }

    /** Sets the limit, from the next lease on. */
    void limitTo(long bytesPerSecond) {
        perSecond = bytesPerSecond;
    }

    /** How much is left of what was leased. */
    long left() {
        return leased;
    }

    /** How much one who has waited may have in its turn. */
    long turn() {
        return turn;
    }

    /** Whether somebody waits for more of this. */
    boolean isAwaited() {
        return waiting > 0;
    }

    /** Whether it is leased from period to period. */
    boolean isInUse() {
        return inUse;
    }

    void inUse() {
        inUse = true;
    }

    void took(int bytes) {
        leased -= bytes;
    }

    void waits() {
        waiting++;
    }

    void waitsNoMore() {
        waiting--;
    }

    /** Leases for one that has not waited. */
    void lease(long nowNanos) {
        lease(1, account.waiting.get() - told + 1, nowNanos);
    }

    /**
     * Ends a period: gives back what is left of the lease, and leases for those that wait.
     *
     * @return whether somebody waits; if not, the share rests until the next {@link #lease(long)}
     */
    boolean renew(long nowNanos) {
        if (leased > 0) {
            account.bytes.putBack(leased, perSecond);
        }
        leased = 0;
        int all = account.waiting.addAndGet(waiting - told);
        told = waiting;
        inUse = waiting > 0;
        if (inUse) {
            lease(waiting, all, nowNanos);
        }
        return inUse;
    }

    private void lease(int ours, int all, long nowNanos) {
        long elapsed = Math.min(nowNanos - leasedAt, BURST);
        long fair = (long) Math.ceil((double) Bucket.worth(elapsed, perSecond) * ours / all);
        leased = account.bytes.take(fair, perSecond, BURST, PERIOD, nowNanos);
        leasedAt = nowNanos;
        turn = Math.max(leased / ours, SMALLEST_TURN);
    }
}
