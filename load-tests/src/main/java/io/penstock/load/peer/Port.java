package io.penstock.load.peer;

/** The ports of every address that takes part: a proxy has the same ones as the origin. */
public final class Port {
    /** HTTP/1.1, small answers and large files. */
    public static final int WEB = 8080;

    /** HTTP/2 with prior knowledge; proxies in HTTP mode have it, and lead to {@link #WEB}. */
    public static final int HTTP2 = 8081;

    /** HTTP/1.1 over TLS; proxies in HTTP mode have it, and lead to {@link #WEB}. */
    public static final int HTTPS = 8443;

    /** Bulk. */
    public static final int BULK = 5201;

    /** Where a proxy tells its metrics. */
    public static final int ADMIN = 9901;

    static final int LAST = 65_535;

    private Port() {}
}
