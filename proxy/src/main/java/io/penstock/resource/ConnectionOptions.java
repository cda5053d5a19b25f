package io.penstock.resource;

import java.util.List;
import java.util.Optional;

/**
 * How connections to a resource are made and kept ({@code options} of a resource configuration).
 *
 * @param proxyProtocol the header that begins each connection to the resource; empty: none
 * @param http how requests are relayed; empty: bytes are ({@code applicationProtocol: TCP})
 */
public record ConnectionOptions(
        Timeouts timeouts,
        List<PortMapping> portMappings,
        Quota quota,
        Balancing balancing,
        HealthCheck health,
        Optional<ProxyProtocol> proxyProtocol,
        WhenUnshared whenUnshared,
        Optional<HttpOptions> http) {
    /** What holds where a configuration says nothing. */
    public static final ConnectionOptions DEFAULT =
            new ConnectionOptions(
                    Timeouts.DEFAULT,
                    List.of(),
                    Quota.NONE,
                    Balancing.LEAST_CONNECTIONS,
                    HealthCheck.PASSIVE,
                    Optional.empty(),
                    WhenUnshared.CLOSE,
                    Optional.empty());

    /** Copies the list. */
    public ConnectionOptions {
        portMappings = List.copyOf(portMappings);
    }

    /** The same with these mappings. */
    public ConnectionOptions with(List<PortMapping> mappings) {
        return new ConnectionOptions(
                timeouts, mappings, quota, balancing, health, proxyProtocol, whenUnshared, http);
    }

    /** The resource's port for the port a client came to: mapped, or the same. */
    public int targetPort(int port) {
        for (var mapping : portMappings) {
            if (mapping.ports().contains(port)) {
                return mapping.targetOf(port);
            }
        }
        return port;
    }
}
