package io.penstock.resource;

import java.time.Duration;

/**
 * Connections to a resource that are kept for the next request ({@code options.http.pool}).
 *
 * @param connections to one address at one time from one event loop, used or not; who finds none
 *     free waits as long as a connect may take
 * @param idle after which an unused one is closed
 * @param maxAge after which one takes no more requests, so that changed addresses take effect
 */
public record HttpPool(int connections, Duration idle, Duration maxAge) {
    /** What holds where a configuration says nothing. */
    public static final HttpPool DEFAULT =
            new HttpPool(1024, Duration.ofSeconds(30), Duration.ofMinutes(5));
}
