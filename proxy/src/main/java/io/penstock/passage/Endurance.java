package io.penstock.passage;

import io.penstock.relay.Limits;
import io.penstock.resource.Timeouts;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long one connection may last: its resource's timeouts as the relay's limits. */
final class Endurance {
    /** How long a client, or a load balancer in front, may take to say what has to be known. */
    static final Duration OPENING = Duration.ofSeconds(5);

    /** Long enough for what a peer's kernel has already been sent, short enough for an operator. */
    private static final Duration DELIVERY = Duration.ofSeconds(5);

    private Endurance() {}

    static Limits of(Timeouts timeouts) {
        return new Limits(
                timeouts.idle(),
                timeouts.halfClosed(),
                timeouts.maxLifetime().map(Endurance::jittered).orElse(Limits.FOREVER),
                DELIVERY);
    }

    /** Up to a tenth shorter, so that what began together does not end in one instant. */
    static Duration jittered(Duration lifetime) {
        long nanos = lifetime.toNanos();
        return Duration.ofNanos(
                ThreadLocalRandom.current().nextLong(nanos - nanos / 10, nanos + 1));
    }
}
