package io.penstock.http.message;

import io.penstock.net.Ip;

/**
 * The client as the fields of {@link io.penstock.resource.Forwarding} name it: made once for each
 * connection.
 */
public final class Sender {
    private final byte[] address;
    private final byte[] node;
    private final byte[] scheme;
    private final boolean tls;
    private final boolean http2;

    /**
     * @param client who sent the request
     * @param tls whether it came through TLS
     * @param http2 whether it came through HTTP/2
     */
    public Sender(Ip client, boolean tls, boolean http2) {
        String text = client.toString();
        address = Ascii.bytes(text);
        node = Ascii.bytes(text.indexOf(':') < 0 ? "for=" + text : "for=\"[" + text + "]\"");
        scheme = Ascii.bytes(tls ? "https" : "http");
        this.tls = tls;
        this.http2 = http2;
    }

    /** As X-Forwarded-For has it. */
    byte[] address() {
        return address;
    }

    /** As Forwarded has it, where IPv6 is in brackets and quotes. */
    byte[] node() {
        return node;
    }

    /** The version of HTTP in which it sent a request that is read as one of that minor version. */
    public String version(int minor) {
        return http2 ? "2" : "1." + minor;
    }

    boolean speaksHttp2() {
        return http2;
    }

    boolean usesTls() {
        return tls;
    }

    byte[] scheme() {
        return scheme;
    }
}
