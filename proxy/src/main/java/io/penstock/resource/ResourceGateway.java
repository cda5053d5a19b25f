package io.penstock.resource;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.policy.SecurityGroup;
import java.util.List;
import java.util.Optional;

/**
 * Where Penstock leaves for the provider's network: which resolver it asks there, which addresses
 * it dials from, and the security groups that say what it may dial.
 *
 * @param dnsServers the servers of an IN_VPC gateway; not empty there
 * @param sourceAddresses what it dials from, in order; empty for the host's choice
 * @param device the network device or VRF it dials through
 */
public record ResourceGateway(
        Identity identity,
        IpAddressType ipAddressType,
        DnsResolution dnsResolution,
        List<SecurityGroup> securityGroups,
        List<IpPort> dnsServers,
        List<Ip> sourceAddresses,
        Optional<String> device) {
    /** Copies the lists. */
    public ResourceGateway {
        securityGroups = List.copyOf(securityGroups);
        dnsServers = List.copyOf(dnsServers);
        sourceAddresses = List.copyOf(sourceAddresses);
    }

    /** The first address of the version to dial from; empty where the host is to choose. */
    public Optional<Ip> sourceFor(Ip target) {
        for (var source : sourceAddresses) {
            if (source.isV4() == target.isV4()) {
                return Optional.of(source);
            }
        }
        return Optional.empty();
    }

    /**
     * Whether the gateway can dial the address at all: its own type allows it, and where it names
     * source addresses one is of that version.
     */
    public boolean reaches(Ip target) {
        return ipAddressType.includes(target)
                && (sourceAddresses.isEmpty() || sourceFor(target).isPresent());
    }
}
