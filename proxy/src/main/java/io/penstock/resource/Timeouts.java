package io.penstock.resource;

import java.time.Duration;
import java.util.Optional;

/**
 * How long connections to a resource may take and last.
 *
 * @param connect from the client's arrival to a connected resource, all attempts together
 * @param idle without a byte in either direction
 * @param halfClosed without a byte, once one side has ended its half
 * @param maxLifetime empty: connections live as long as they like
 */
public record Timeouts(
        Duration connect, Duration idle, Duration halfClosed, Optional<Duration> maxLifetime) {
    /** What holds where a configuration says nothing. */
    public static final Timeouts DEFAULT =
            new Timeouts(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(350), // as the original's
                    Duration.ofSeconds(60),
                    Optional.empty());
}
