package io.penstock.http.message;

import org.jspecify.annotations.Nullable;

/** Whom a request asks: its Host, or the host of its URL, which must agree. */
final class AskedHost {
    private static final int NONE = -1;

    private int field = NONE;
    private int from;
    private int to;

    void clear() {
        field = NONE;
        from = 0;
        to = 0;
    }

    /** Takes in a Host field; what is wrong with it, or null. */
    @Nullable Malformed read(Fields fields, int host) {
        if (field != NONE) {
            return Malformed.TWO_HOSTS;
        }
        field = host;
        return Authority.check(fields.bytes(), fields.valueFrom(host), fields.valueTo(host));
    }

    /** Judges what a whole head says; what is wrong, or null. */
    @Nullable Malformed whole(Target target, Fields fields, int minor) {
        if (target.namesHost()) {
            from = target.hostFrom();
            to = target.hostTo();
        }
        if (field == NONE) {
            return minor > 0 ? Malformed.NO_HOST : null;
        }
        int start = fields.valueFrom(field);
        int end = fields.valueTo(field);
        if (target.namesHost()) {
            return Authority.same(fields.bytes(), from, to, start, end, target.schemePort())
                    ? null
                    : Malformed.HOSTS_DIFFER;
        }
        from = start;
        to = end;
        return null;
    }

    /** Where it begins, as a place in the head. */
    int from() {
        return from;
    }

    /** Where it ends, with its port if it names one. */
    int to() {
        return to;
    }
}
