package io.penstock.passage;

import io.penstock.resource.Exposure;
import io.penstock.resource.Subject;

/**
 * What the outside learns about connections. Called by every event loop, so it must be thread-safe,
 * quick and must not block or throw. After every connection has ended, {@code opened} calls equal
 * {@code ended} calls for each exposure.
 */
public interface Ledger {
    /** A client was accepted; {@link #ended} follows, exactly once. */
    void opened(Subject subject);

    /** Its resource is connected. */
    void connected(Exposure exposure, long connectNanos);

    /** It has ended, or was refused. */
    void ended(ConnectionRecord record);

    /** A request waits for a connection to its resource: all that there may be are in use. */
    void waited(Exposure exposure);

    /** A request has ended, or was refused. */
    void ended(RequestRecord record);

    /** Tells both. */
    static Ledger both(Ledger one, Ledger other) {
        return new Ledger() {
            @Override
            public void opened(Subject subject) {
                one.opened(subject);
                other.opened(subject);
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

            @Override
            public void waited(Exposure exposure) {
                one.waited(exposure);
                other.waited(exposure);
            }

            @Override
            public void ended(RequestRecord record) {
                one.ended(record);
                other.ended(record);
            }
        };
    }
}
