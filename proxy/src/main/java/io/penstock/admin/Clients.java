package io.penstock.admin;

import io.vertx.core.http.HttpConnection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Bounds how many connections the admin server keeps and for how long: one that sends no complete
 * request head for a minute is closed, however it trickles.
 */
final class Clients {
    static final int MAX_CONNECTIONS = 256;
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Map<HttpConnection, Long> lastRequest = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    Clients(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** A connection was accepted; it is closed at once where there are too many. */
    void connected(HttpConnection connection) {
        if (lastRequest.size() >= MAX_CONNECTIONS) {
            connection.close();
            return;
        }
        lastRequest.put(connection, nanos.getAsLong());
        connection.closeHandler(_ -> lastRequest.remove(connection));
    }

    /** A request's head has come, or a viewer or a scrape has taken what it was sent. */
    void lives(HttpConnection connection) {
        lastRequest.computeIfPresent(connection, (_, _) -> nanos.getAsLong());
    }

    /** How many there are. */
    int size() {
        return lastRequest.size();
    }

    /** Closes those that have been silent for too long. */
    void sweep() {
        long now = nanos.getAsLong();
        lastRequest.forEach((connection, at) -> {
            if (now - at > PATIENCE_NANOS) {
                connection.close();
            }
        });
    }
}
