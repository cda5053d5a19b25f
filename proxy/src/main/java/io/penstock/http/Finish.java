package io.penstock.http;

import io.penstock.relay.Ending.Cause;

/** How an exchange ended. */
public enum Finish {
    /** The resource's answer was passed on whole. */
    ANSWERED,
    /** Penstock answered: {@link Facts#refusal}. */
    REFUSED,
    /** The client went away before the end. */
    CLIENT_GONE,
    /** The resource broke its answer off, so the client was reset. */
    BROKEN_OFF,
    /** No more of the answer came or was taken in time. */
    TIMED_OUT,
    /** The connection became one of another protocol. */
    SWITCHED,
    /** Its owner ended it. */
    ABORTED,
    /** A fault of Penstock's own. */
    FAILED;

    /** What it means for the client's connection, which is reset. */
    Cause cause() {
        return switch (this) {
            case BROKEN_OFF, CLIENT_GONE -> Cause.RESET;
            case TIMED_OUT -> Cause.IDLE_TIMEOUT;
            case FAILED -> Cause.FAILED;
            case ABORTED, ANSWERED, REFUSED, SWITCHED -> Cause.ABORTED;
        };
    }
}
