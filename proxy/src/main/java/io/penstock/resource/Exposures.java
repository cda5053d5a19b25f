package io.penstock.resource;

import io.penstock.net.Ip;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What endpoints expose, each resource with where it listens. Pure. */
public final class Exposures {
    private Exposures() {}

    /**
     * What these endpoints expose, in their order; the children of one in the group's.
     *
     * @param leases the addresses of those that have theirs from the pool
     */
    public static List<Exposure> of(List<Endpoint> endpoints, Leases leases) {
        return endpoints.stream().flatMap(endpoint -> of(endpoint, leases)).toList();
    }

    /** Who needs an address from the pool, and of which IP versions. */
    public static Map<Exposure.Id, IpAddressType> tenants(List<Endpoint> endpoints) {
        var tenants = new LinkedHashMap<Exposure.Id, IpAddressType>();
        for (var exposure : of(endpoints, Leases.NONE)) {
            if (exposure.bindings().isEmpty()) {
                tenants.put(exposure.id(), exposure.endpoint().ipAddressType());
            }
        }
        return tenants;
    }

    private static Stream<Exposure> of(Endpoint endpoint, Leases leases) {
        return switch (endpoint.configuration()) {
            case ResourceConfiguration.Single single ->
                    Stream.of(leased(single(endpoint, single), leases));
            case ResourceConfiguration.Group group ->
                    group.children().stream().map(child -> leased(child(endpoint, child), leases));
            case ResourceConfiguration.Arn arn ->
                    arn.children().stream().map(child -> leased(child(endpoint, child), leases));
            case ResourceConfiguration.Cidrs cidrs -> Stream.of(cidrs(endpoint, cidrs));
            case ResourceConfiguration.Child _ -> Stream.empty(); // is used through its group
        };
    }

    private static Exposure single(Endpoint endpoint, ResourceConfiguration.Single single) {
        return new Exposure(
                endpoint,
                single.identity(),
                Optional.empty(),
                single.gateway(),
                single.definition(),
                single.ports(),
                single.customDomainName(),
                single.options(),
                endpoint.bindings());
    }

    private static Exposure child(Endpoint endpoint, ResourceConfiguration.Child child) {
        var own = endpoint.options().childAddresses().getOrDefault(child.label(), List.of());
        return new Exposure(
                endpoint,
                child.identity(),
                Optional.of(child.label()),
                child.gateway(),
                child.definition(),
                child.ports(),
                child.customDomainName(),
                child.options(),
                own.isEmpty() ? endpoint.bindings() : addresses(own));
    }

    private static Exposure cidrs(Endpoint endpoint, ResourceConfiguration.Cidrs cidrs) {
        return new Exposure(
                endpoint,
                cidrs.identity(),
                Optional.empty(),
                cidrs.gateway(),
                cidrs.definition(),
                cidrs.ports(),
                Optional.empty(),
                cidrs.options(),
                cidrs.definition().ranges().stream().<Binding>map(Binding.Prefix::new).toList());
    }

    private static Exposure leased(Exposure exposure, Leases leases) {
        return exposure.bindings().isEmpty()
                ? new Exposure(
                        exposure.endpoint(),
                        exposure.resource(),
                        exposure.child(),
                        exposure.gateway(),
                        exposure.target(),
                        exposure.ports(),
                        exposure.customDomain(),
                        exposure.options(),
                        addresses(leases.of(exposure.id())))
                : exposure;
    }

    private static List<Binding> addresses(List<Ip> ips) {
        var bindings = new ArrayList<Binding>();
        ips.forEach(ip -> bindings.add(new Binding.Address(ip)));
        return bindings;
    }
}
