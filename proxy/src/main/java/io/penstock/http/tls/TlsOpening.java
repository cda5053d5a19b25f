package io.penstock.http.tls;

/** Who waits for the handshake. */
public interface TlsOpening {
    /**
     * It is done. The line is to be given a user, who looks for what it has kept.
     *
     * @param protocol what ALPN agreed on; empty for nothing
     */
    void opened(TlsLine line, String protocol);

    /** It failed, and the line is closed. */
    void failed(TlsFault fault);
}
