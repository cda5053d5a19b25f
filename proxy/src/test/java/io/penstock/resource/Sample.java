package io.penstock.resource;

import io.penstock.net.Ip;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.policy.SecurityGroup;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Objects of a configuration, for tests. */
public final class Sample {
    /** The owner of them all. */
    public static final String ACCOUNT = "000000000000";

    private Sample() {}

    /** An address. */
    public static Ip ip(String text) {
        return Ip.parse(text).orElseThrow(() -> new AssertionError("no address: " + text));
    }

    /** A set of ports. */
    public static Ports ports(String... ranges) {
        return new Ports(
                Stream.of(ranges).map(range -> PortRange.parse(range).orElseThrow()).toList());
    }

    /** A gateway of both IP versions, with these groups. */
    public static ResourceGateway gateway(String name, SecurityGroup... groups) {
        return gateway(name, IpAddressType.DUALSTACK, List.of(), groups);
    }

    /** A gateway of that type, which dials from these addresses. */
    public static ResourceGateway gateway(
            String name, IpAddressType type, List<Ip> sources, SecurityGroup... groups) {
        return new ResourceGateway(
                Identity.of(Kind.RESOURCE_GATEWAY, ACCOUNT, name),
                type,
                DnsResolution.PUBLIC,
                List.of(groups),
                List.of(),
                sources,
                Optional.empty());
    }

    /** A resource at 10.0.1.80. */
    public static ResourceConfiguration.Single single(
            String name, ResourceGateway gateway, Ports ports) {
        return new ResourceConfiguration.Single(
                Identity.of(Kind.RESOURCE_CONFIGURATION, ACCOUNT, name),
                gateway,
                ports,
                new Definition.Address(ip("10.0.1.80")),
                Optional.empty(),
                Set.of(),
                ConnectionOptions.DEFAULT);
    }

    /** One of a group, on port 443, with a custom domain. */
    public static ResourceConfiguration.Child child(
            String name, ResourceGateway gateway, String customDomain) {
        return new ResourceConfiguration.Child(
                Identity.of(Kind.RESOURCE_CONFIGURATION, gateway.identity().owner(), name),
                name,
                gateway,
                ports("443"),
                new Definition.Address(ip("10.0.1.80")),
                Optional.of(customDomain),
                Set.of(),
                ConnectionOptions.DEFAULT);
    }

    /** A group of these. */
    public static ResourceConfiguration.Group group(
            String name,
            ResourceGateway gateway,
            Optional<String> groupDomain,
            ResourceConfiguration.Child... children) {
        return new ResourceConfiguration.Group(
                Identity.of(Kind.RESOURCE_CONFIGURATION, gateway.identity().owner(), name),
                gateway,
                ports("443"),
                groupDomain,
                Set.of(),
                ConnectionOptions.DEFAULT,
                List.of(children));
    }

    /** An endpoint of an owner, for a resource, on these bindings. */
    public static Endpoint endpoint(
            String owner,
            String name,
            ResourceConfiguration configuration,
            IpAddressType type,
            List<Binding> bindings,
            SecurityGroup... groups) {
        return new Endpoint(
                Identity.of(Kind.ENDPOINT, owner, name),
                configuration,
                List.of(groups),
                type,
                bindings,
                Optional.empty(),
                EndpointOptions.DEFAULT);
    }

    /** What an endpoint of its own name exposes of a resource of its own. */
    public static Exposure exposure(
            String name, IpAddressType type, Ports ports, Binding... bindings) {
        var single = single(name, gateway("gateway"), ports);
        return exposure(endpoint(ACCOUNT, name, single, type, List.of(bindings)));
    }

    /** What an endpoint on a single resource exposes. */
    public static Exposure exposure(Endpoint endpoint) {
        return Exposures.of(List.of(endpoint), Leases.NONE).getFirst();
    }

    /** A binding to an address. */
    public static Binding on(String address) {
        return new Binding.Address(ip(address));
    }
}
