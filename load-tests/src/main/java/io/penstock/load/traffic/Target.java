package io.penstock.load.traffic;

import java.time.Duration;

/**
 * Whom a load is for.
 *
 * @param time how long it lasts
 */
public record Target(String address, int port, Duration time) {
    String url(String scheme) {
        return "%s://%s:%d/".formatted(scheme, address, port);
    }

    /** Whole seconds, at least one: finer the tools do not take it. */
    String seconds() {
        return Long.toString(Math.max(1, Math.round(time.toMillis() / 1000.0)));
    }
}
