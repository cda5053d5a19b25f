package io.penstock.resource;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.net.PortRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who is at an address and port. An exact address answers before a wildcard. One hash look-up (two
 * where only a wildcard listens) and a binary search over the ranges of that address, so it costs
 * the same with one endpoint as with a thousand. Immutable; any thread.
 */
public final class Catalog {
    /** Two exposures at one address and port. */
    public record Overlap(Exposure first, Exposure second, Ip address, PortRange ports) {}

    private final List<Exposure> exposures;
    private final Map<Ip, PortTable<Exposure>> byAddress;
    private final Map<Identity, Set<Ip>> listening;

    private Catalog(
            List<Exposure> exposures,
            Map<Ip, PortTable<Exposure>> byAddress,
            Map<Identity, Set<Ip>> listening) {
        this.exposures = exposures;
        this.byAddress = byAddress;
        this.listening = listening;
    }

    /**
     * The catalog of these exposures.
     *
     * @param host gives the addresses of endpoints that listen on a device
     * @param overlaps takes what two exposures both claim; the first has it
     */
    public static Catalog of(List<Exposure> exposures, Host host, Collection<Overlap> overlaps) {
        var entries = new HashMap<Ip, List<PortTable.Entry<Exposure>>>();
        var listening = new HashMap<Identity, Set<Ip>>();
        for (var exposure : exposures) {
            var addresses = addresses(exposure.endpoint(), host);
            listening.put(exposure.endpoint().identity(), addresses);
            for (var address : addresses) {
                for (var range : exposure.ports().ranges()) {
                    entries.computeIfAbsent(address, _ -> new ArrayList<>())
                            .add(new PortTable.Entry<>(range, exposure));
                }
            }
        }
        var tables = new HashMap<Ip, PortTable<Exposure>>();
        entries.forEach((address, list) ->
                tables.put(
                        address,
                        PortTable.of(list, (a, b) -> overlaps.add(overlap(address, a, b)))));
        return new Catalog(List.copyOf(exposures), Map.copyOf(tables), Map.copyOf(listening));
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
     * wildcards.
     */
    private static Set<Ip> addresses(Endpoint endpoint, Host host) {
        var addresses = new LinkedHashSet<Ip>();
        for (var binding : endpoint.bindings()) {
            switch (binding) {
                case Binding.Address(var ip) -> addresses.add(ip);
                case Binding.Device(var name) ->
                        host.addressesOf(name).stream()
                                .filter(endpoint.ipAddressType()::includes)
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
        if (exact instanceof Lookup.Found) {
            return exact;
        }
        if (address.isV4()) {
            var v4 = at(Ip.ANY_V4, port);
            if (v4 instanceof Lookup.Found) {
                return v4;
            }
        }
        return at(Ip.ANY_V6, port);
    }

    private Lookup at(Ip address, int port) {
        var table = byAddress.get(address);
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
        return listening.getOrDefault(endpoint, Set.of());
    }

    /** Every address and port at which something listens. */
    public Stream<IpPort> listeners() {
        return byAddress.entrySet().stream()
                .flatMap(e ->
                        e.getValue().ports().stream()
                                .mapToObj(port -> new IpPort(e.getKey(), port)));
    }
}
