package io.penstock.gateway;

import java.util.Locale;

/** Why one attempt to connect to one address failed. */
public enum ConnectCause {
    /** The resource's host refused it. */
    REFUSED,
    /** Nothing answered in time. */
    TIMED_OUT,
    /** There is no way to the address. */
    UNREACHABLE,
    /** The resource's host reset it. */
    RESET,
    /** The gateway's source address has no free port left. */
    NO_SOURCE_PORT,
    /** The host does not have the gateway's source address. */
    SOURCE_NOT_AVAILABLE,
    /** The process has no descriptor left. */
    OUT_OF_DESCRIPTORS,
    /** The host's own rules forbid it. */
    NOT_PERMITTED,
    /** Something else, told in the log. */
    OTHER;

    /** Whether it speaks against the address; else against this host. */
    boolean isOfTheAddress() {
        return switch (this) {
            case REFUSED, TIMED_OUT, UNREACHABLE, RESET, OTHER -> true;
            case NO_SOURCE_PORT, SOURCE_NOT_AVAILABLE, OUT_OF_DESCRIPTORS, NOT_PERMITTED -> false;
        };
    }

    /** The name in metrics and logs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
