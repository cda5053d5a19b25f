package io.penstock.http.message;

import java.nio.charset.StandardCharsets;

/** The character classes of RFC 9110 section 5.6 and RFC 3986, and comparing without case. */
public final class Ascii {
    private static final String LETTERS_AND_DIGITS =
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final boolean[] TOKEN = of("!#$%&'*+-.^_`|~" + LETTERS_AND_DIGITS);
    private static final boolean[] HOST = of("-._~" + LETTERS_AND_DIGITS);

    private Ascii() {}

    private static boolean[] of(String characters) {
        var table = new boolean[256];
        for (int i = 0; i < characters.length(); i++) {
            table[characters.charAt(i)] = true;
        }
        return table;
    }

    /** A character of a method or of a field's name. */
    public static boolean isToken(byte c) {
        return TOKEN[c & 0xff];
    }

    /**
     * A character of a host's name. Fewer than RFC 3986 allows: neither percent signs nor commas
     * and quotes, which mean something in the fields that the host is written to.
     */
    static boolean isHost(byte c) {
        return HOST[c & 0xff];
    }

    /** A character of a line: no control character but the tab; bytes over 127 are opaque. */
    public static boolean isText(byte c) {
        return (c >= ' ' && c != 0x7f) || c < 0 || c == '\t';
    }

    /** A character of a request's target. What is not ASCII is left to the resource. */
    public static boolean isTarget(byte c) {
        return (c > ' ' && c != 0x7f && c != '#') || c < 0;
    }

    static boolean isSpace(byte c) {
        return c == ' ' || c == '\t';
    }

    static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }

    /** The value of a hexadecimal digit, or negative. */
    static int hex(byte c) {
        if (isDigit(c)) {
            return c - '0';
        }
        int letter = c | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }

    static int lower(byte c) {
        return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
    }

    /** Whether a range is this text, which is in lower case. */
    public static boolean is(byte[] bytes, int from, int to, byte[] lower) {
        if (to - from != lower.length) {
            return false;
        }
        for (int i = 0; i < lower.length; i++) {
            if (lower(bytes[from + i]) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether a range begins with this text, which is in lower case. */
    static boolean startsWith(byte[] bytes, int from, int to, byte[] lower) {
        return to - from >= lower.length && is(bytes, from, from + lower.length, lower);
    }

    /** Where what is no white space begins in a range, or its end. */
    static int skipSpace(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isSpace(bytes[at])) {
            at++;
        }
        return at;
    }

    /** Where the white space begins that a range ends with. */
    static int dropSpace(byte[] bytes, int from, int to) {
        int at = to;
        while (at > from && isSpace(bytes[at - 1])) {
            at--;
        }
        return at;
    }

    /** Whether two ranges of one length say the same but for case. */
    static boolean same(byte[] bytes, int one, int other, int length) {
        for (int i = 0; i < length; i++) {
            if (lower(bytes[one + i]) != lower(bytes[other + i])) {
                return false;
            }
        }
        return true;
    }

    /** A byte for each character, which must be below 256. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
