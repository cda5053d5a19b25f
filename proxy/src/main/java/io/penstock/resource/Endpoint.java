package io.penstock.resource;

import io.penstock.net.Ip;
import io.penstock.policy.SecurityGroup;
import java.util.List;
import java.util.OptionalInt;

/**
 * Where clients come in: one resource configuration under a name and addresses of the consumer's
 * network.
 *
 * @param securityGroups whose ingress rules let clients in
 * @param bindings where it listens; not empty
 * @param advertisedAddresses what DNS answers instead of the listeners' addresses; often empty
 * @param maxConnections at one time; empty: no limit
 */
public record Endpoint(
        Identity identity,
        ResourceConfiguration configuration,
        List<SecurityGroup> securityGroups,
        IpAddressType ipAddressType,
        List<Binding> bindings,
        List<Ip> advertisedAddresses,
        OptionalInt maxConnections) {
    /** Copies the lists. */
    public Endpoint {
        securityGroups = List.copyOf(securityGroups);
        bindings = List.copyOf(bindings);
        advertisedAddresses = List.copyOf(advertisedAddresses);
    }
}
