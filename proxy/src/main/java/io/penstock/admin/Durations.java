package io.penstock.admin;

import java.time.Duration;

/** Durations as a configuration writes them. */
final class Durations {
    private Durations() {}

    /** {@code 5s}, or {@code 250ms} where it is no whole number of seconds. */
    static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? duration.toSeconds() + "s"
                : duration.toMillis() + "ms";
    }
}
