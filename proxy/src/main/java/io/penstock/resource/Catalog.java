package io.penstock.resource;

import io.penstock.net.Ip;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who is at an address and port. An exact address answers before a wildcard; {@code 0.0.0.0} is the
 * wildcard of IPv4, {@code ::} that of IPv6 and, for an endpoint that takes both, of IPv4 too. One
 * hash look-up (two where only a wildcard listens) and a binary search over the ranges of that
 * address, so it costs the same with one endpoint as with a thousand. Immutable; any thread.
 */
public final class Catalog {
    /** Two exposures at one address and port. */
    public record Overlap(Exposure first, Exposure second, Ip address, PortRange ports) {}

    private final List<Exposure> exposures;
    private final Map<Identity, Set<Ip>> bound;
    private final Map<Ip, PortTable<Exposure>> claimed;

    private Catalog(
            List<Exposure> exposures,
            Map<Identity, Set<Ip>> bound,
            Map<Ip, PortTable<Exposure>> claimed) {
        this.exposures = exposures;
        this.bound = bound;
        this.claimed = claimed;
    }

    /**
     * The catalog of these exposures.
     *
     * @param host gives the addresses of endpoints that listen on a device
     * @param overlaps takes each exposure that claims what an earlier one has, once for each
     *     address and range of ports; the earlier one has it
     */
    public static Catalog of(List<Exposure> exposures, Host host, Collection<Overlap> overlaps) {
        var bound = new HashMap<Identity, Set<Ip>>();
        var entries = new LinkedHashMap<Ip, List<PortTable.Entry<Exposure>>>();
        for (var exposure : exposures) {
            var addresses = addresses(exposure.endpoint(), host);
            bound.put(exposure.endpoint().identity(), addresses);
            for (var claim : claims(addresses, exposure.endpoint().ipAddressType())) {
                var list = entries.computeIfAbsent(claim, _ -> new ArrayList<>());
                exposure.ports()
                        .ranges()
                        .forEach(range -> list.add(new PortTable.Entry<>(range, exposure)));
            }
        }
        var claimed = new HashMap<Ip, PortTable<Exposure>>();
        entries.forEach((address, list) ->
                claimed.put(
                        address,
                        PortTable.of(
                                list,
                                (earlier, later) -> {
                                    if (!isToldOfV6(address, earlier, later, bound)) {
                                        overlaps.add(overlap(address, earlier, later));
                                    }
                                })));
        return new Catalog(List.copyOf(exposures), Map.copyOf(bound), Map.copyOf(claimed));
    }

    /** What an endpoint bound to these addresses takes: on {@code ::} also IPv4, if it may. */
    private static Set<Ip> claims(Set<Ip> bound, IpAddressType type) {
        var claims = new LinkedHashSet<>(bound);
        if (bound.contains(Ip.ANY_V6) && type == IpAddressType.DUALSTACK) {
            claims.add(Ip.ANY_V4);
        }
        return claims;
    }

    /** Two that meet on {@code ::} meet on {@code 0.0.0.0} for the same reason: once is enough. */
    private static boolean isToldOfV6(
            Ip address,
            PortTable.Entry<Exposure> one,
            PortTable.Entry<Exposure> other,
            Map<Identity, Set<Ip>> bound) {
        return address.equals(Ip.ANY_V4)
                && Stream.of(one, other)
                        .map(entry -> bound.get(entry.value().endpoint().identity()))
                        .allMatch(addresses -> addresses.contains(Ip.ANY_V6));
    }

    private static Overlap overlap(
            Ip address, PortTable.Entry<Exposure> one, PortTable.Entry<Exposure> other) {
        var a = one.ports();
        var b = other.ports();
        var both = new PortRange(Math.max(a.from(), b.from()), Math.min(a.to(), b.to()));
        return new Overlap(one.value(), other.value(), address, both);
    }

    /**
     * The addresses that an endpoint's bindings stand for; {@code ::} and {@code 0.0.0.0} are
     * wildcards. A device's link-local IPv6 addresses are left out: without a zone nobody can be
     * told of them, in DNS or otherwise.
     */
    private static Set<Ip> addresses(Endpoint endpoint, Host host) {
        var addresses = new LinkedHashSet<Ip>();
        for (var binding : endpoint.bindings()) {
            switch (binding) {
                case Binding.Address(var ip) -> addresses.add(ip);
                case Binding.Device(var name) ->
                        host.addressesOf(name).stream()
                                .filter(endpoint.ipAddressType()::includes)
                                .filter(ip -> !ip.isLinkLocalV6())
                                .forEach(addresses::add);
                case Binding.Wildcard() ->
                        addresses.add(
                                endpoint.ipAddressType() == IpAddressType.IPV4
                                        ? Ip.ANY_V4
                                        : Ip.ANY_V6);
            }
        }
        return addresses;
    }

    /** The exposure at an address and port: that of the exact address, else that of a wildcard. */
    public Lookup find(Ip address, int port) {
        var exact = at(address, port);
        return exact instanceof Lookup.Found
                ? exact
                : at(address.isV4() ? Ip.ANY_V4 : Ip.ANY_V6, port);
    }

    private Lookup at(Ip address, int port) {
        var table = claimed.get(address);
        return table == null
                ? new Lookup.Nothing()
                : table.find(port).<Lookup>map(Lookup.Found::new).orElseGet(Lookup.Nothing::new);
    }

    /** Every exposure, in the order of the configuration. */
    public List<Exposure> exposures() {
        return exposures;
    }

    /** Every exposure of one endpoint. */
    public List<Exposure> exposuresOf(Identity endpoint) {
        return exposures.stream().filter(e -> e.endpoint().identity().equals(endpoint)).toList();
    }

    /** Where an endpoint listens; {@code 0.0.0.0} and {@code ::} stand for every address. */
    public Set<Ip> addressesOf(Identity endpoint) {
        return bound.getOrDefault(endpoint, Set.of());
    }

    /** The ports that need a listener on each address, as it is bound. */
    public Map<Ip, Ports> listeners() {
        var ranges = new HashMap<Ip, List<PortRange>>();
        for (var exposure : exposures) {
            for (var address : addressesOf(exposure.endpoint().identity())) {
                ranges.computeIfAbsent(address, _ -> new ArrayList<>())
                        .addAll(exposure.ports().ranges());
            }
        }
        var ports = new HashMap<Ip, Ports>();
        ranges.forEach((address, list) -> ports.put(address, new Ports(list)));
        return Map.copyOf(ports);
    }
}
