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

    /**
     * @param client who sent the request
     * @param tls whether it came through TLS
     */
    public Sender(Ip client, boolean tls) {
        String text = client.toString();
        address = Ascii.bytes(text);
        node = Ascii.bytes(text.indexOf(':') < 0 ? "for=" + text : "for=\"[" + text + "]\"");
        scheme = Ascii.bytes(tls ? "https" : "http");
    }

    /** As X-Forwarded-For has it. */
    byte[] address() {
        return address;
    }

    /** As Forwarded has it, where IPv6 is in brackets and quotes. */
    byte[] node() {
        return node;
    }

    byte[] scheme() {
        return scheme;
    }
}
