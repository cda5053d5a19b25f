package io.penstock.reload;

import io.penstock.policy.Enforcement;
import io.penstock.policy.SecurityGroup;
import io.penstock.resource.ConnectionOptions;
import io.penstock.resource.Definition;
import io.penstock.resource.DnsResolution;
import io.penstock.resource.Endpoint;
import io.penstock.resource.Identity;
import io.penstock.resource.IpAddressType;
import io.penstock.resource.ResourceConfiguration;
import io.penstock.resource.ResourceGateway;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An object with what it refers to reduced to who that is, so that comparing two compares only what
 * is their own. Made with the records' own constructors: a new field does not compile until it is
 * thought of here.
 */
final class OwnPart {
    private OwnPart() {}

    static ResourceGateway of(ResourceGateway gateway) {
        return new ResourceGateway(
                gateway.identity(),
                gateway.ipAddressType(),
                gateway.dnsResolution(),
                names(gateway.securityGroups()),
                gateway.dnsServers(),
                gateway.sourceAddresses(),
                gateway.device());
    }

    static Endpoint of(Endpoint endpoint) {
        return new Endpoint(
                endpoint.identity(),
                name(endpoint.configuration()),
                names(endpoint.securityGroups()),
                endpoint.ipAddressType(),
                endpoint.bindings(),
                endpoint.privateDns(),
                endpoint.options());
    }

    static ResourceConfiguration of(ResourceConfiguration configuration) {
        var gateway = name(configuration.gateway().identity());
        return switch (configuration) {
            case ResourceConfiguration.Single(
                            var id,
                            _,
                            var ports,
                            var target,
                            var domain,
                            var shared,
                            var options) ->
                    new ResourceConfiguration.Single(
                            id, gateway, ports, target, domain, shared, options);
            case ResourceConfiguration.Group group -> group(group);
            case ResourceConfiguration.Child child -> child(child);
            case ResourceConfiguration.Arn arn ->
                    new ResourceConfiguration.Arn(
                            arn.identity(),
                            gateway,
                            arn.definition(),
                            arn.sharedWith(),
                            arn.options(),
                            List.of()); // children are configurations of their own
            case ResourceConfiguration.Cidrs(
                            var id,
                            _,
                            var ports,
                            var ranges,
                            var domains,
                            var shared,
                            var options) ->
                    new ResourceConfiguration.Cidrs(
                            id, gateway, ports, ranges, domains, shared, options);
        };
    }

    private static ResourceConfiguration.Group group(ResourceConfiguration.Group group) {
        return new ResourceConfiguration.Group(
                group.identity(),
                name(group.gateway().identity()),
                group.ports(),
                group.groupDomain(),
                group.sharedWith(),
                group.options(),
                List.of()); // children are configurations of their own
    }

    private static ResourceConfiguration.Child child(ResourceConfiguration.Child child) {
        return new ResourceConfiguration.Child(
                child.identity(),
                child.label(),
                name(child.gateway().identity()),
                child.ports(),
                child.definition(),
                child.customDomainName(),
                child.sharedWith(),
                child.options());
    }

    /** Which configuration it is: a stand-in with nothing but its identity. */
    private static ResourceConfiguration name(ResourceConfiguration configuration) {
        var identity = configuration.identity();
        return new ResourceConfiguration.Arn(
                identity,
                name(configuration.gateway().identity()),
                new Definition.Arn(identity.arn()),
                Set.of(),
                ConnectionOptions.DEFAULT,
                List.of());
    }

    private static List<SecurityGroup> names(List<SecurityGroup> groups) {
        return groups.stream()
                .map(g -> new SecurityGroup(g.name(), List.of(), List.of(), Enforcement.ENFORCE))
                .toList();
    }

    private static ResourceGateway name(Identity gateway) {
        return new ResourceGateway(
                gateway,
                IpAddressType.DUALSTACK,
                DnsResolution.PUBLIC,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty());
    }
}
