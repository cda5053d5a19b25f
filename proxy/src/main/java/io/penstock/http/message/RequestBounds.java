package io.penstock.http.message;

import io.penstock.resource.HttpLimits;
import org.jspecify.annotations.Nullable;

/** What bounds a request whose head is whole and well-formed. */
public final class RequestBounds {
    /** No Max-Forwards counts. */
    public static final int NO_BOUND = -1;

    private static final int MOST_DIGITS = 9;

    private RequestBounds() {}

    /**
     * Whether the head keeps to limits that were not known as it was read; what is wrong, or null.
     */
    public static @Nullable Malformed beyond(HttpLimits limits, RequestHead head) {
        var fields = head.fields();
        if (head.targetTo() - head.targetFrom() > limits.uriBytes()) {
            return Malformed.TARGET_TOO_LONG;
        }
        if (fields.count() > limits.headers()) {
            return Malformed.TOO_MANY_FIELDS;
        }
        return head.bytes() > limits.headerBytes() ? Malformed.HEAD_TOO_LARGE : null;
    }

    /**
     * How many relays may still pass the request on (RFC 9110 section 7.6.2); of OPTIONS alone,
     * since TRACE is not served. {@link #NO_BOUND} for one that says no such number, or several.
     */
    public static int hopsLeft(RequestHead head) {
        int left = NO_BOUND;
        if (head.method() == Method.OPTIONS) {
            var fields = head.fields();
            for (int i = 0; i < fields.count(); i++) {
                if (fields.name(i) == FieldName.MAX_FORWARDS) {
                    if (left != NO_BOUND) {
                        return NO_BOUND;
                    }
                    left = number(fields, i);
                }
            }
        }
        return left;
    }

    private static int number(Fields fields, int field) {
        int from = fields.valueFrom(field);
        int to = fields.valueTo(field);
        if (from == to || to - from > MOST_DIGITS) {
            return NO_BOUND;
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            byte digit = fields.bytes()[i];
            if (!Ascii.isDigit(digit)) {
                return NO_BOUND;
            }
            number = number * 10 + digit - '0';
        }
        return number;
    }
}
