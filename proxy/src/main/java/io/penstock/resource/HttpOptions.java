package io.penstock.resource;

import java.util.Optional;

/**
 * How requests are relayed ({@code options.http} of a resource configuration).
 *
 * @param tls of connections to the resource; empty: in clear
 * @param retries whether a request that may be repeated is, where a reused connection was reset
 *     before an answer began
 */
public record HttpOptions(
        HttpNames names,
        Forwarding forwarded,
        UpstreamProtocol protocol,
        Optional<ResourceTls> tls,
        HttpTimeouts timeouts,
        HttpLimits limits,
        HttpPool pool,
        boolean retries) {
    /** What holds where a configuration says {@code applicationProtocol: HTTP} and no more. */
    public static final HttpOptions DEFAULT =
            new HttpOptions(
                    HttpNames.DEFAULT,
                    Forwarding.APPEND,
                    UpstreamProtocol.HTTP1,
                    Optional.empty(),
                    HttpTimeouts.DEFAULT,
                    HttpLimits.DEFAULT,
                    HttpPool.DEFAULT,
                    true);
}
