package io.penstock.load.traffic;

import java.time.Duration;

/**
 * Whom a load is for.
 *
 * @param time how long it lasts
 */
public record Target(String address, int port, Duration time) {
    String url(String scheme, String path) {
        return "%s://%s:%d%s".formatted(scheme, address, port, path);
    }

    /** Whole seconds, at least one: finer the tools do not take it. */
    String seconds() {
        return Long.toString(Math.max(1, Math.round(time.toMillis() / 1000.0)));
    }

    /** The same for so long. */
    public Target lasting(Duration other) {
        return new Target(address, port, other);
    }
}
