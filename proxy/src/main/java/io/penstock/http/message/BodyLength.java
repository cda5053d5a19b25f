package io.penstock.http.message;

import org.jspecify.annotations.Nullable;

/**
 * What the two fields of framing say (RFC 9112 section 6). Stricter than it: of each there is one
 * at most, and a Transfer-Encoding is exactly one "chunked".
 */
final class BodyLength {
    private static final byte[] CHUNKED = Ascii.bytes("chunked");
    private static final int MOST_DIGITS = 18;

    private long length = -1;
    private boolean chunked;

    void clear() {
        length = -1;
        chunked = false;
    }

    /** The Content-Length, or negative if there is none. */
    long length() {
        return length;
    }

    boolean isChunked() {
        return chunked;
    }

    @Nullable Malformed contentLength(Fields fields, int field) {
        if (length >= 0) {
            return Malformed.LENGTH_TWICE;
        }
        byte[] b = fields.bytes();
        int from = fields.valueFrom(field);
        int to = fields.valueTo(field);
        if (from == to || to - from > MOST_DIGITS) {
            return Malformed.LENGTH;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            if (!Ascii.isDigit(b[i])) {
                return Malformed.LENGTH;
            }
            value = value * 10 + b[i] - '0';
        }
        length = value;
        return null;
    }

    @Nullable Malformed transferEncoding(Fields fields, int field) {
        if (chunked) {
            return Malformed.CODING_TWICE;
        }
        if (!fields.valueIs(field, CHUNKED)) {
            int to = fields.valueTo(field);
            int from = Math.max(fields.valueFrom(field), to - CHUNKED.length);
            return Ascii.is(fields.bytes(), from, to, CHUNKED)
                    ? Malformed.CODING_NOT_SERVED
                    : Malformed.CODING_NOT_CHUNKED;
        }
        chunked = true;
        return null;
    }

    /** Whether what the fields say goes together; what is wrong, or null. */
    @Nullable Malformed check(int minor) {
        if (chunked && length >= 0) {
            return Malformed.LENGTH_AND_CODING;
        }
        return chunked && minor == 0 ? Malformed.CODING_IN_1_0 : null;
    }
}
