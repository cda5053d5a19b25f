package io.penstock.gateway;

import java.util.Locale;

/** How a question to a DNS server ended. */
public enum LookupOutcome {
    /** With addresses. */
    ANSWERED,
    /** There is no such name. */
    NXDOMAIN,
    /** The name has no address of the wanted type. */
    NO_DATA,
    /** The server could not answer. */
    SERVFAIL,
    /** The server would not answer. */
    REFUSED,
    /** No server answered in time. */
    TIMED_OUT,
    /** No server could be reached. */
    UNREACHABLE,
    /** What came was no answer to the question. */
    BAD_ANSWER;

    /** The name in metrics and logs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
