package io.penstock.resource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How connections to a resource are made and kept.
 *
 * @param connectTimeout from the client's arrival to a connected resource, all attempts together
 * @param idleTimeout without a byte in either direction
 * @param halfClosedTimeout without a byte, once one side has ended its half
 * @param maxLifetime empty: connections live as long as they like
 * @param maxConnections at one time; empty: no limit
 */
public record ConnectionOptions(
        Duration connectTimeout,
        Duration idleTimeout,
        Duration halfClosedTimeout,
        Optional<Duration> maxLifetime,
        List<PortMapping> portMappings,
        OptionalInt maxConnections) {
    /** What holds where a configuration says nothing. */
    public static final ConnectionOptions DEFAULT =
            new ConnectionOptions(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(350), // as the original's
                    Duration.ofSeconds(60),
                    Optional.empty(),
                    List.of(),
                    OptionalInt.empty());

    /** Copies the list. */
    public ConnectionOptions {
        portMappings = List.copyOf(portMappings);
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
