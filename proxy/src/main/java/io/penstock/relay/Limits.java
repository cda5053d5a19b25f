package io.penstock.relay;

import java.time.Duration;

/**
 * The deadlines of one relay. They are kept in whole ticks of the loop (1 s): never early, late by
 * two ticks at most.
 *
 * @param idle how long no byte may move; {@link #FOREVER} for no limit
 * @param halfClosed the same once one side has ended its stream
 * @param lifetime how long it may live at all; {@link #FOREVER} for no limit
 * @param deliveryDeadline how long a reset waits at most for what came before it to be acknowledged
 */
public record Limits(
        Duration idle, Duration halfClosed, Duration lifetime, Duration deliveryDeadline) {
    /** No limit: longer than anything lives. */
    public static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    /** 350 s idle, 60 s half-closed, no lifetime, 5 s for a delivery. */
    public static final Limits DEFAULT =
            new Limits(
                    Duration.ofSeconds(350),
                    Duration.ofSeconds(60),
                    FOREVER,
                    Duration.ofSeconds(5));

    /** Checks that each is longer than nothing and not longer than {@link #FOREVER}. */
    public Limits {
        check(idle);
        check(halfClosed);
        check(lifetime);
        check(deliveryDeadline);
    }

    private static void check(Duration limit) {
        if (!limit.isPositive() || limit.compareTo(FOREVER) > 0) {
            throw new IllegalArgumentException("a limit lies between 0 and forever: " + limit);
        }
    }
}
