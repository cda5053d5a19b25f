package io.penstock.resource;

import java.time.Duration;
import java.util.Optional;

/**
 * How long the parts of an HTTP exchange may take ({@code options.http.timeouts}). How long a
 * client's connection may be silent between two requests is {@link Timeouts#idle}.
 *
 * @param head from the first byte of a request to the end of its head
 * @param bodyIdle without a byte of a body, either way, that is expected to go on
 * @param response from the end of a request to the head of the answer
 * @param request of all from the request's first byte to the answer's last; empty: no bound, as
 *     streams need it
 */
public record HttpTimeouts(
        Duration head, Duration bodyIdle, Duration response, Optional<Duration> request) {
    /** What holds where a configuration says nothing. */
    public static final HttpTimeouts DEFAULT =
            new HttpTimeouts(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    Optional.empty());
}
