package io.penstock.http.message;

import io.penstock.net.Ip;
import java.util.Locale;

/** Where a resource is, as URLs, Host and cookies name it (RFC 6454 section 4). */
public final class Origin {
    private static final byte[] HTTP = Ascii.bytes("http://");
    private static final byte[] HTTPS = Ascii.bytes("https://");
    private static final byte[] SCHEME_AS_BEFORE = Ascii.bytes("//");
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final boolean tls;
    private final byte[] host; // in lower case
    private final int port;
    private final byte[] authority; // in lower case
    private final boolean isDomain;

    private Origin(boolean tls, String name, int port, boolean isDomain) {
        String lower = name.toLowerCase(Locale.ROOT);
        this.tls = tls;
        this.host = Ascii.bytes(lower);
        this.port = port;
        this.authority =
                port == (tls ? HTTPS_PORT : HTTP_PORT)
                        ? this.host
                        : Ascii.bytes(lower + ":" + port);
        this.isDomain = isDomain;
        if (Authority.check(authority, 0, authority.length) != null) {
            throw new IllegalArgumentException("no host, or no port: " + name + ":" + port);
        }
    }

    /**
     * Of a resource that has a domain.
     *
     * @param tls whether it is spoken to through TLS
     * @param port what it is asked for at
     */
    public static Origin of(boolean tls, String domain, int port) {
        return new Origin(tls, domain, port, true);
    }

    /** Of a resource that has an address alone. */
    public static Origin of(boolean tls, Ip ip, int port) {
        return new Origin(tls, ip.isV4() ? ip.toString() : "[" + ip + "]", port, false);
    }

    boolean usesTls() {
        return tls;
    }

    /** As Host has it: with the port unless that is the scheme's. */
    byte[] authority() {
        return authority;
    }

    /**
     * Where the path begins of a URL of this origin: at a slash, a query, a fragment or the end.
     * The resource was asked with one scheme, and may have been told of another: then its host as
     * Host has it, with that one, is its origin too.
     *
     * @param toldTls what {@link HeadRules#tellsTls} says
     * @return negative if the text is a URL of another origin, a path, or no URL
     */
    int pathFrom(byte[] b, int from, int to, boolean toldTls) {
        if (Ascii.startsWith(b, from, to, SCHEME_AS_BEFORE)) {
            return behind(b, from + SCHEME_AS_BEFORE.length, to, tls, toldTls);
        }
        if (Ascii.startsWith(b, from, to, HTTPS)) {
            return behind(b, from + HTTPS.length, to, true, toldTls);
        }
        if (Ascii.startsWith(b, from, to, HTTP)) {
            return behind(b, from + HTTP.length, to, false, toldTls);
        }
        return -1;
    }

    private int behind(byte[] b, int from, int to, boolean secure, boolean toldTls) {
        int end = from;
        while (end < to && b[end] != '/' && b[end] != '?' && b[end] != '#') {
            end++;
        }
        boolean own =
                secure == tls
                        ? isHere(b, from, end)
                        : secure == toldTls && Ascii.is(b, from, end, authority);
        return own ? end : -1;
    }

    private boolean isHere(byte[] b, int from, int to) {
        int end = Authority.hostEnd(b, from, to);
        return end >= 0
                && Ascii.is(b, from, end, host)
                && (end == to || b[end] == ':')
                && Authority.port(b, end, to, tls ? HTTPS_PORT : HTTP_PORT) == port;
    }

    /**
     * Whether the resource may have cookies for that domain (RFC 6265 sections 5.2.3 and 5.1.3): it
     * is its own, or one that its own lies in. A single label is never such a one: nobody may set
     * cookies for a whole top-level domain.
     */
    boolean isIn(byte[] b, int from, int to) {
        int start = from < to && b[from] == '.' ? from + 1 : from;
        int length = to - start;
        if (length == host.length) {
            return Ascii.is(b, start, to, host);
        }
        int parent = host.length - length;
        if (!isDomain || length <= 0 || parent <= 0 || host[parent - 1] != '.') {
            return false;
        }
        boolean labels = false;
        for (int i = 0; i < length; i++) {
            if (Ascii.lower(b[start + i]) != host[parent + i]) {
                return false;
            }
            labels |= b[start + i] == '.';
        }
        return labels;
    }
}
