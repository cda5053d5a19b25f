package io.penstock.http.message;

import org.jspecify.annotations.Nullable;

/** What the Connection fields of a head say (RFC 9110 section 7.6.1). */
final class HopOptions {
    /** More names than anybody lists; what is listed is compared with every field. */
    private static final int MOST = 32;

    private static final byte[] CLOSE = Ascii.bytes("close");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");
    private static final byte[] UPGRADE = Ascii.bytes("upgrade");

    private int count;
    private boolean close;
    private boolean keepAlive;
    private boolean upgrade;

    void clear() {
        count = 0;
        close = false;
        keepAlive = false;
        upgrade = false;
    }

    /** Whether the connection lasts, in that minor version of HTTP/1. */
    boolean persists(int minor) {
        return !close && (minor > 0 || keepAlive);
    }

    /** Whether an Upgrade field counts. */
    boolean upgrade() {
        return upgrade;
    }

    /** Reads one Connection field, and marks the fields it names; what is wrong, or null. */
    @Nullable Malformed read(Fields fields, int field) {
        byte[] b = fields.bytes();
        int at = fields.valueFrom(field);
        int end = fields.valueTo(field);
        while (at < end) {
            int from = at;
            while (at < end && Ascii.isToken(b[at])) {
                at++;
            }
            int to = at;
            while (at < end && Ascii.isSpace(b[at])) {
                at++;
            }
            if (at < end && b[at] != ',') {
                return Malformed.CONNECTION;
            }
            if (to > from) {
                var wrong = option(fields, b, from, to);
                if (wrong != null) {
                    return wrong;
                }
            }
            at++;
            while (at < end && Ascii.isSpace(b[at])) {
                at++;
            }
        }
        return null;
    }

    private @Nullable Malformed option(Fields fields, byte[] b, int from, int to) {
        if (++count > MOST) {
            return Malformed.CONNECTION_TOO_LONG;
        }
        if (Ascii.is(b, from, to, CLOSE)) {
            close = true;
        } else if (Ascii.is(b, from, to, KEEP_ALIVE)) {
            keepAlive = true;
        } else if (Ascii.is(b, from, to, UPGRADE)) {
            upgrade = true;
        } else {
            var name = FieldName.of(b, from, to);
            if (name == FieldName.CONTENT_LENGTH
                    || name == FieldName.TRANSFER_ENCODING
                    || name == FieldName.HOST) {
                return Malformed.CONNECTION_NAMES_FRAMING;
            }
            fields.markForThisHop(from, to);
        }
        return null;
    }
}
