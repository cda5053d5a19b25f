package io.penstock.passage;

import io.penstock.resource.Exposure;

/**
 * What the outside learns about connections. Called by every event loop, so it must be thread-safe,
 * quick and must not block or throw. After every connection has ended, {@code opened} calls equal
 * {@code ended} calls for each exposure.
 */
public interface Ledger {
    /** A client was accepted; {@link #ended} follows, exactly once. */
    void opened(Exposure exposure);

    /** Its resource is connected. */
    void connected(Exposure exposure, long connectNanos);

    /** It has ended, or was refused. */
    void ended(ConnectionRecord record);

    /** Tells both. */
    static Ledger both(Ledger one, Ledger other) {
        return new Ledger() {
            @Override
            public void opened(Exposure exposure) {
                one.opened(exposure);
                other.opened(exposure);
            }

            @Override
            public void connected(Exposure exposure, long connectNanos) {
                one.connected(exposure, connectNanos);
                other.connected(exposure, connectNanos);
            }

            @Override
            public void ended(ConnectionRecord record) {
                one.ended(record);
                other.ended(record);
            }
        };
    }
}
