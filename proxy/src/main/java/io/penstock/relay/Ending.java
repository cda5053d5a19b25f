package io.penstock.relay;

/**
 * How a relay ended. There is exactly one for each.
 *
 * @param cause what happened
 * @param side who did it first: of {@link Cause#CLOSED} the first FIN; of {@link Cause#RESET} and
 *     {@link Cause#LOST} the one that was gone; else {@link Side#PROXY}
 * @param bytesFromClient bytes read from the client
 * @param bytesFromServer bytes read from the server
 */
public record Ending(Cause cause, Side side, long bytesFromClient, long bytesFromServer) {
    /** What ended it. The lower-case name is a metric's label. */
    public enum Cause {
        /** Both sides ended their streams. */
        CLOSED,
        /** One side sent a reset. */
        RESET,
        /** One side stopped answering: keepalive or retransmission gave it up. */
        LOST,
        /** No byte moved for {@link Limits#idle}. */
        IDLE_TIMEOUT,
        /** One side had ended its stream, then no byte moved for {@link Limits#halfClosed}. */
        HALF_CLOSED_TIMEOUT,
        /** It was {@link Limits#lifetime} old. */
        LIFETIME,
        /** Its owner ended it, or the loop stopped. */
        ABORTED,
        /** A fault of Penstock's own; the log tells. */
        FAILED
    }
}
