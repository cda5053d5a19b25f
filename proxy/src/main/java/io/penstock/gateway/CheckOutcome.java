package io.penstock.gateway;

import java.util.Locale;

/** How one health check of one address ended. */
public enum CheckOutcome {
    /** As it should. */
    PASSED,
    /** The address took no connection. */
    NOT_CONNECTED,
    /** There was no answer in time. */
    TIMED_OUT,
    /** The HTTP status was none of the expected ones. */
    UNEXPECTED_STATUS,
    /** The connection ended before there was an answer, or what came is none. */
    BROKEN;

    /** The name in metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
