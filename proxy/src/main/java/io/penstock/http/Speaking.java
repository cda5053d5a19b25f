package io.penstock.http;

import io.penstock.http.tls.TlsContexts;
import io.penstock.resource.ResourceTls;
import io.penstock.resource.UpstreamProtocol;
import java.time.Duration;
import java.util.Optional;

/**
 * How connections to a resource are spoken on.
 *
 * @param tls empty: in clear
 * @param name whose certificate it must be; empty: the address's
 * @param handshake how long one may take
 */
public record Speaking(
        UpstreamProtocol protocol,
        Optional<ResourceTls> tls,
        Optional<String> name,
        Duration handshake) {
    /** Whether one connection may carry several requests at one time. */
    boolean mayMultiplex() {
        return protocol != UpstreamProtocol.HTTP1;
    }

    /** Whether a connection on which that was agreed carries HTTP/2. */
    boolean isHttp2(String agreed) {
        return switch (protocol) {
            case HTTP1 -> false;
            case HTTP2 -> true;
            case AUTO -> agreed.equals(TlsContexts.H2);
        };
    }
}
