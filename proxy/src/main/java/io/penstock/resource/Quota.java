package io.penstock.resource;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How much of something clients may have ({@code options.limits}); empty: as much as they like.
 *
 * @param connections at one time; more are refused
 * @param connectionsPerSecond new ones; more are refused
 * @param bytesPerSecond both directions together; more wait
 */
public record Quota(
        OptionalInt connections, OptionalInt connectionsPerSecond, OptionalLong bytesPerSecond) {
    /** No limit. */
    public static final Quota NONE =
            new Quota(OptionalInt.empty(), OptionalInt.empty(), OptionalLong.empty());

    /** A limit on connections at one time alone. */
    public static Quota ofConnections(int most) {
        return new Quota(OptionalInt.of(most), OptionalInt.empty(), OptionalLong.empty());
    }
}
