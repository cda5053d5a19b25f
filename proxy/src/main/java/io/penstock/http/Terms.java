package io.penstock.http;

import java.time.Duration;
import java.util.Optional;

/**
 * How long the parts of an exchange may take; in whole seconds, never early.
 *
 * @param idle how long a client's connection may be silent between requests
 * @param head from the first byte of a request to the end of its head
 * @param bodyIdle without a byte of a body that is expected to go on
 * @param response from the end of a request to the head of the answer
 * @param request of all of a request and its answer; empty: no bound
 */
public record Terms(
        Duration idle,
        Duration head,
        Duration bodyIdle,
        Duration response,
        Optional<Duration> request) {}
