package io.penstock.dns;

import java.util.Locale;

/** What became of a query. */
public enum DnsOutcome {
    /** Records of the zone, or of a custom domain. */
    ANSWERED,
    /** The name is in the zone or a custom domain; it has no such record. */
    NODATA,
    /** The zone has no such name. */
    NXDOMAIN,
    /** Outside the zone and handed to another server, which answered. */
    FORWARDED,
    /** Outside the zone; no other server answered, or too many questions wait for them. */
    FORWARD_FAILED,
    /** The asker may not ask, or nobody may ask that. */
    REFUSED,
    /** An operation or EDNS version that this server does not have. */
    NOT_IMPLEMENTED,
    /** Not a query, or a broken one. */
    MALFORMED,
    /** More than the asker's network may send; dropped or told to use TCP. */
    RATE_LIMITED;

    /** The name in metrics and logs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
