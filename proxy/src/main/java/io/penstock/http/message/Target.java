package io.penstock.http.message;

import org.jspecify.annotations.Nullable;

/**
 * A request's target (RFC 9112 section 3.2): a path, or an http URL that is split into the host it
 * names and the path to ask that host for.
 */
final class Target {
    private static final byte[] HTTP = Ascii.bytes("http://");
    private static final byte[] HTTPS = Ascii.bytes("https://");
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private int from;
    private int to;
    private int hostFrom;
    private int hostTo;
    private int port;

    /** Splits what stands there, which holds only characters of targets; what is wrong, or null. */
    @Nullable Malformed read(byte[] b, int start, int end, Method method) {
        from = start;
        to = end;
        hostFrom = 0;
        hostTo = 0;
        if (b[start] == '/') {
            return null;
        }
        if (b[start] == '*') {
            return end - start == 1 && method == Method.OPTIONS ? null : Malformed.TARGET;
        }
        return url(b, start, end);
    }

    private @Nullable Malformed url(byte[] b, int start, int end) {
        if (starts(b, start, end, HTTP)) {
            hostFrom = start + HTTP.length;
            port = HTTP_PORT;
        } else if (starts(b, start, end, HTTPS)) {
            hostFrom = start + HTTPS.length;
            port = HTTPS_PORT;
        } else {
            return Malformed.TARGET;
        }
        int at = hostFrom;
        while (at < end && b[at] != '/' && b[at] != '?') {
            at++;
        }
        hostTo = at;
        from = at;
        return Authority.check(b, hostFrom, hostTo);
    }

    private static boolean starts(byte[] b, int from, int to, byte[] lower) {
        return to - from >= lower.length && Ascii.is(b, from, from + lower.length, lower);
    }

    /** Whether it was a URL, which says the host itself. */
    boolean namesHost() {
        return hostTo > 0;
    }

    int hostFrom() {
        return hostFrom;
    }

    int hostTo() {
        return hostTo;
    }

    /** The port that the URL's scheme means where it says none. */
    int schemePort() {
        return port;
    }

    /** Where the path begins; without a slash if the URL had none: {@link #needsSlash}. */
    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** Whether the URL had no path: it means the slash, and with OPTIONS all of the server. */
    boolean needsSlash(byte[] b) {
        return from == to || b[from] == '?';
    }
}
