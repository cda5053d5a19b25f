package io.penstock.relay;

/**
 * A reset that waits for what came before it. A reset throws the send queue away, so it goes out
 * when the peer's kernel has acknowledged all of it, or the deadline has come. On the loop's
 * thread.
 */
final class Delivery {
    private static final long FIRST_PAUSE_NANOS = 1_000_000;
    private static final long LONGEST_PAUSE_NANOS = 50_000_000;

    private final Relay relay;
    private final Wire wire;
    private final long deadlineNanos;

    private Delivery(Relay relay, Wire wire) {
        this.relay = relay;
        this.wire = wire;
        this.deadlineNanos = relay.loop().nanoTime() + relay.limits().deliveryDeadline().toNanos();
    }

    /** Resets the socket, which is out of epoll, in due time. */
    static void thenReset(Relay relay, Wire wire) {
        new Delivery(relay, wire).await(FIRST_PAUSE_NANOS);
    }

    private void await(long pauseNanos) {
        if (wire.isClosed()) {
            return;
        }
        boolean over = relay.loop().nanoTime() - deadlineNanos >= 0;
        if (over || wire.socket().unacknowledged() <= 0) {
            wire.reset();
            relay.closed();
            return;
        }
        long next = Math.min(pauseNanos * 2, LONGEST_PAUSE_NANOS);
        relay.loop().after(pauseNanos, () -> relay.guarded(() -> await(next)));
    }
}
