package io.penstock.http.message;

import java.nio.charset.StandardCharsets;

/** A traceparent (W3C Trace Context, version 00; a later version begins the same way). */
final class Trace {
    /** Of version 00: version, trace id, parent id, flags, and three dashes. */
    private static final int BYTES = 55;

    private static final int TRACE_ID = 3;
    private static final int TRACE_ID_DIGITS = 32;
    private static final int PARENT_ID = 36;
    private static final int PARENT_ID_DIGITS = 16;
    private static final int FLAGS = 53;

    private Trace() {}

    static boolean isParent(Fields fields, int field) {
        byte[] b = fields.bytes();
        int at = fields.valueFrom(field);
        int length = fields.valueTo(field) - at;
        boolean dashes =
                length >= BYTES
                        && b[at + TRACE_ID - 1] == '-'
                        && b[at + PARENT_ID - 1] == '-'
                        && b[at + FLAGS - 1] == '-';
        if (!dashes || !isHex(b, at, 2) || (b[at] == 'f' && b[at + 1] == 'f')) {
            return false;
        }
        boolean first = b[at] == '0' && b[at + 1] == '0';
        if (length > BYTES && (first || b[at + BYTES] != '-')) {
            return false;
        }
        return isId(b, at + TRACE_ID, TRACE_ID_DIGITS)
                && isId(b, at + PARENT_ID, PARENT_ID_DIGITS)
                && isHex(b, at + FLAGS, 2);
    }

    /** All zeros mean none. */
    private static boolean isId(byte[] b, int at, int digits) {
        boolean zero = true;
        for (int i = at; i < at + digits; i++) {
            zero &= b[i] == '0';
        }
        return !zero && isHex(b, at, digits);
    }

    /** Lower case alone is valid. */
    private static boolean isHex(byte[] b, int at, int digits) {
        for (int i = at; i < at + digits; i++) {
            if (!Ascii.isDigit(b[i]) && (b[i] < 'a' || b[i] > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** Makes the trace id of a field that is a parent. */
    static String id(Fields fields, int field) {
        int from = fields.valueFrom(field) + TRACE_ID;
        return new String(fields.bytes(), from, TRACE_ID_DIGITS, StandardCharsets.ISO_8859_1);
    }
}
