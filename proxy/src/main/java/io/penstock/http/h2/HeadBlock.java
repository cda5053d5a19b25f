package io.penstock.http.h2;

import io.penstock.http.message.Ascii;
import io.penstock.http.message.FieldName;
import io.penstock.http.message.Fields;
import io.penstock.http.message.Method;
import io.penstock.http.message.Out;
import io.penstock.http.message.RequestHead;
import io.penstock.http.message.ResponseHead;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes heads of HTTP/1.1, which were judged when they were read, as HPACK (RFC 7541): names in
 * lower case, without what concerns a connection of HTTP/1.1 alone (RFC 9113 section 8.2.2). It
 * uses the static table and plain strings alone. So a block depends on none before it, costs no
 * more than a copy, and a connection needs no table. One for each connection, on its loop.
 */
final class HeadBlock {
    /** A field that nobody on the way keeps in a table (RFC 7541 section 6.2.3), or may. */
    private static final int NEVER_KEPT = 0x10;

    private static final int NOT_KEPT = 0;
    private static final int KNOWN = 0x80;

    /** The table holds nothing (section 6.3): whatever its bound becomes, we are within it. */
    private static final char NO_TABLE = 0x20;

    private static final int NAME_BITS = 4;
    private static final int STRING_BITS = 7;
    private static final byte[] TE = Ascii.bytes("te");
    private static final byte[] TRAILERS = Ascii.bytes("trailers");

    private final Out out = new Out();
    private boolean told; // that there is no table

    /** Writes an answer's head, an interim one's too. */
    void answer(ResponseHead head) {
        clear();
        int known = StaticTable.numberOf(head.status());
        if (known > 0) {
            out.put((char) (KNOWN | known));
        } else {
            byte[] digits = Ascii.bytes(Integer.toString(head.status()));
            field(StaticTable.STATUS, digits, 0, digits.length);
        }
        fields(head.fields());
    }

    /**
     * Writes a request's head.
     *
     * @param secure whether it goes over TLS
     */
    void request(RequestHead head, boolean secure) {
        clear();
        byte[] bytes = head.fields().bytes();
        if (head.method() == Method.GET) {
            out.put((char) (KNOWN | StaticTable.METHOD));
        } else {
            field(StaticTable.METHOD, bytes, head.methodFrom(), head.methodTo());
        }
        out.put((char) (KNOWN | StaticTable.SCHEME + (secure ? 1 : 0)));
        if (head.hostTo() > head.hostFrom()) {
            field(StaticTable.AUTHORITY, bytes, head.hostFrom(), head.hostTo());
        }
        if (head.targetFrom() == head.targetTo()) {
            out.put((char) (KNOWN | StaticTable.PATH));
        } else {
            field(StaticTable.PATH, bytes, head.targetFrom(), head.targetTo());
        }
        fields(head.fields());
        if (head.acceptsTrailers()) {
            field(NOT_KEPT, TE, 0, TE.length, TRAILERS, 0, TRAILERS.length);
        }
    }

    /**
     * Writes what stands behind a body.
     *
     * @return whether anything does
     */
    boolean trailers(@Nullable Fields fields) {
        clear();
        int before = out.length();
        for (int i = 0; fields != null && i < fields.count(); i++) {
            if (fields.name(i).mayBeTrailer()) {
                field(fields, i);
            }
        }
        return out.length() > before;
    }

    /** What was written last, from the first byte on; it goes out now, or later. */
    byte[] bytes() {
        told = true;
        return out.bytes();
    }

    int length() {
        return out.length();
    }

    /** The same, to be kept. */
    byte[] copy() {
        return Arrays.copyOf(bytes(), length());
    }

    private void clear() {
        out.clear();
        if (!told) {
            out.put(NO_TABLE);
        }
    }

    private void fields(Fields fields) {
        for (int i = 0; i < fields.count(); i++) {
            boolean passes =
                    switch (fields.name(i)) {
                        case CONNECTION,
                                HOST,
                                HTTP2_SETTINGS,
                                KEEP_ALIVE,
                                PROXY_CONNECTION,
                                TE,
                                TRANSFER_ENCODING,
                                UPGRADE ->
                                false;
                        default -> !fields.isForThisHop(i);
                    };
            if (passes) {
                field(fields, i);
            }
        }
    }

    private void field(Fields fields, int i) {
        field(
                isSecret(fields.name(i)) ? NEVER_KEPT : NOT_KEPT,
                fields.bytes(),
                fields.nameFrom(i),
                fields.nameTo(i),
                fields.bytes(),
                fields.valueFrom(i),
                fields.valueTo(i));
    }

    private static boolean isSecret(FieldName name) {
        return switch (name) {
            case AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION, SET_COOKIE -> true;
            default -> false;
        };
    }

    private void field(
            int how, byte[] name, int from, int to, byte[] value, int valueFrom, int valueTo) {
        int known = StaticTable.numberOf(name, from, to);
        number(how, NAME_BITS, known);
        if (known == 0) {
            number(0, STRING_BITS, to - from);
            out.putLower(name, from, to);
        }
        string(value, valueFrom, valueTo);
    }

    private void field(int name, byte[] value, int from, int to) {
        number(NOT_KEPT, NAME_BITS, name);
        string(value, from, to);
    }

    private void string(byte[] bytes, int from, int to) {
        number(0, STRING_BITS, to - from);
        out.put(bytes, from, to);
    }

    /** RFC 7541 section 5.1. */
    private void number(int pattern, int bits, int number) {
        int most = (1 << bits) - 1;
        if (number < most) {
            out.put((char) (pattern | number));
            return;
        }
        out.put((char) (pattern | most));
        int rest = number - most;
        while (rest >= 0x80) {
            out.put((char) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.put((char) rest);
    }
}
