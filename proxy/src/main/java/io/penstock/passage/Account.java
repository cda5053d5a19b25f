package io.penstock.passage;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one endpoint or one resource has used of its quota, over all event loops; kept also where
 * there is no limit, since a reload may set one. Any thread.
 */
final class Account {
    /** Connections that are open. */
    final AtomicInteger connections = new AtomicInteger();

    /** Of connections per second. */
    final Bucket arrivals;

    /** Of bytes per second. */
    final Bucket bytes;

    /** Directions of connections that wait for bytes, as the loops last told. */
    final AtomicInteger waiting = new AtomicInteger();

    Account(long nowNanos) {
        arrivals = new Bucket(nowNanos);
        bytes = new Bucket(nowNanos);
    }
}
