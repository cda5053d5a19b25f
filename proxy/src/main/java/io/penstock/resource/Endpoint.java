package io.penstock.resource;

import io.penstock.policy.SecurityGroup;
import java.util.List;
import java.util.Optional;

/**
 * Where clients come in: one resource configuration under a name and addresses of the consumer's
 * network.
 *
 * @param securityGroups whose ingress rules let clients in
 * @param bindings where it listens; empty where its addresses come from the pool, or are the ranges
 *     of a CIDR configuration
 * @param privateDns which custom domains lead here; empty: none
 */
public record Endpoint(
        Identity identity,
        ResourceConfiguration configuration,
        List<SecurityGroup> securityGroups,
        IpAddressType ipAddressType,
        List<Binding> bindings,
        Optional<PrivateDns> privateDns,
        EndpointOptions options) {
    /** Copies the lists. */
    public Endpoint {
        securityGroups = List.copyOf(securityGroups);
        bindings = List.copyOf(bindings);
    }

    /**
     * Whether it may use its configuration: that is its owner's own or shared with it. One that may
     * not keeps its addresses and names, and lets nobody through.
     */
    public boolean isEntitled() {
        return configuration.isOpenTo(identity.owner());
    }
}
