package io.penstock.http.message;

import org.jspecify.annotations.Nullable;

/** A host with or without a port, as Host and a target name it (RFC 9110 sections 4.2 and 7.2). */
final class Authority {
    private static final int MOST_PORT_DIGITS = 5;

    /** More than a name can have (RFC 1035 section 2.3.4: 255) with a port. */
    private static final int MOST_BYTES = 300;

    private Authority() {}

    /** What is wrong with the one that stands there, or null. */
    static @Nullable Malformed check(byte[] b, int from, int to) {
        for (int i = from; i < to; i++) {
            if (b[i] == '@') {
                return Malformed.USER_IN_HOST;
            }
        }
        int colon = hostEnd(b, from, to);
        if (to - from > MOST_BYTES || colon < 0 || !isPort(b, colon, to)) {
            return Malformed.HOST;
        }
        return null;
    }

    /**
     * Where the host ends that begins here: at its colon or at the end; negative if it is none. It
     * must be a name, an IPv4 address, or an IPv6 address in brackets.
     */
    static int hostEnd(byte[] b, int from, int to) {
        int at = from;
        if (at < to && b[at] == '[') {
            at++;
            while (at < to && (Ascii.hex(b[at]) >= 0 || b[at] == ':' || b[at] == '.')) {
                at++;
            }
            return at < to && b[at] == ']' && at > from + 2 ? at + 1 : -1;
        }
        while (at < to && Ascii.isHost(b[at])) {
            at++;
        }
        return at == from ? -1 : at;
    }

    private static boolean isPort(byte[] b, int colon, int to) {
        if (colon == to) {
            return true;
        }
        int port = port(b, colon, to, 0);
        return b[colon] == ':' && port >= 0 && port <= 0xffff;
    }

    /** The port behind a host that ends there; negative if it is none. */
    static int port(byte[] b, int colon, int to, int otherwise) {
        int digits = to - colon - 1;
        if (digits <= 0) {
            return otherwise;
        }
        if (digits > MOST_PORT_DIGITS) {
            return -1;
        }
        int port = 0;
        for (int i = colon + 1; i < to; i++) {
            if (!Ascii.isDigit(b[i])) {
                return -1;
            }
            port = port * 10 + b[i] - '0';
        }
        return port;
    }

    /** Whether two that are well-formed mean the same, where a scheme's port may be left out. */
    static boolean same(byte[] b, int oneFrom, int oneTo, int from, int to, int schemePort) {
        int oneEnd = hostEnd(b, oneFrom, oneTo);
        int end = hostEnd(b, from, to);
        return oneEnd - oneFrom == end - from
                && Ascii.same(b, oneFrom, from, end - from)
                && port(b, oneEnd, oneTo, schemePort) == port(b, end, to, schemePort);
    }
}
