package io.penstock.snapshot;

import io.penstock.resource.Endpoint;
import io.penstock.resource.ResourceConfiguration;
import io.penstock.resource.ResourceGateway;
import java.util.List;

/**
 * Everything that was configured, checked and with its references resolved.
 *
 * @param revisionHash the first hexadecimal digits of the SHA-256 of what was read
 */
public record Configuration(
        Settings settings,
        List<ResourceGateway> gateways,
        List<ResourceConfiguration> configurations,
        List<Endpoint> endpoints,
        String revisionHash) {
    /** Copies the lists. */
    public Configuration {
        gateways = List.copyOf(gateways);
        configurations = List.copyOf(configurations);
        endpoints = List.copyOf(endpoints);
    }
}
