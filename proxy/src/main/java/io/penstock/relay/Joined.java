package io.penstock.relay;

import org.jspecify.annotations.Nullable;

/**
 * Two connections that are joined: what one says the other hears, until both have ended, a limit is
 * reached or the owner ends it. Whoever joins them is told of the {@link Ending} exactly once. On
 * the loop's thread, but for {@link #tally}.
 */
public interface Joined {
    /** The bytes moved so far. Any thread. */
    Tally tally();

    /**
     * Ends it at once, with a reset to both sides and {@link Ending.Cause#ABORTED}, unless it has
     * been ending already: then what it waits for is cut short and the first cause stands. On the
     * loop. Does nothing once it has ended.
     */
    void end();

    /**
     * Sets, changes or takes away the pace of both directions. On the loop. Does nothing once it
     * has ended. While a direction waits for its pace it is not idle.
     *
     * @param maker makes one for each direction; null to go as fast as the connections
     */
    void pace(Pace.@Nullable Maker maker);
}
