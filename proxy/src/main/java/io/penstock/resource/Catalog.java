package io.penstock.resource;

import io.penstock.net.Cidr;
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
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who is at an address and port. An exact address answers before the longest range of a CIDR
 * configuration, and that before a wildcard; {@code 0.0.0.0} is the wildcard of IPv4, {@code ::}
 * that of IPv6; an endpoint that takes both is on both. A hash look-up for the address, one for
 * each length of prefix that is used and one for the wildcard, each with a binary search over the
 * ranges of ports there, so it costs the same with one endpoint as with a thousand. Immutable; any
 * thread.
 */
public final class Catalog {
    /**
     * Two endpoints at one address and port.
     *
     * @param range the address, as a range of one, or the range of addresses
     */
    public record Overlap(Subject first, Subject second, Cidr range, PortRange ports) {
        /** The address, or the first of the range. */
        public Ip address() {
            return range.network();
        }
    }

    private final List<Exposure> exposures;
    private final Map<Exposure.Id, Set<Ip>> bound;
    private final Map<Ip, PortTable<Subject>> claimed;
    private final Prefixes prefixes;

    private Catalog(
            List<Exposure> exposures,
            Map<Exposure.Id, Set<Ip>> bound,
            Map<Ip, PortTable<Subject>> claimed,
            Prefixes prefixes) {
        this.exposures = exposures;
        this.bound = bound;
        this.claimed = claimed;
        this.prefixes = prefixes;
    }

    /**
     * The catalog of these exposures. Those of one endpoint may share an address and port: they are
     * told apart by name.
     *
     * @param host gives the addresses of endpoints that listen on a device
     * @param overlaps takes each exposure that claims what an earlier endpoint's has, once for each
     *     address and range of ports; the earlier one has it
     */
    public static Catalog of(List<Exposure> exposures, Host host, Collection<Overlap> overlaps) {
        var bound = new HashMap<Exposure.Id, Set<Ip>>();
        var entries = new LinkedHashMap<Ip, List<PortTable.Entry<Exposure>>>();
        var ranges = new LinkedHashMap<Cidr, List<PortTable.Entry<Exposure>>>();
        for (var exposure : exposures) {
            var addresses = addresses(exposure, host);
            bound.put(exposure.id(), addresses);
            addresses.forEach(address -> add(entries, address, exposure));
            prefixes(exposure).forEach(range -> add(ranges, range, exposure));
        }
        var claimed = new HashMap<Ip, PortTable<Subject>>();
        entries.forEach((address, list) ->
                claimed.put(
                        address,
                        table(
                                list,
                                (earlier, later) -> {
                                    if (!isToldOfV6(address, earlier, later, bound)) {
                                        overlaps.add(overlap(Cidr.of(address), earlier, later));
                                    }
                                })));
        var byRange = new HashMap<Cidr, PortTable<Subject>>();
        ranges.forEach((range, list) ->
                byRange.put(
                        range,
                        table(list, (one, other) -> overlaps.add(overlap(range, one, other)))));
        return new Catalog(
                List.copyOf(exposures),
                Map.copyOf(bound),
                Map.copyOf(claimed),
                Prefixes.of(byRange));
    }

    private static <K> void add(
            Map<K, List<PortTable.Entry<Exposure>>> entries, K where, Exposure exposure) {
        var list = entries.computeIfAbsent(where, _ -> new ArrayList<>());
        exposure.ports()
                .ranges()
                .forEach(range -> list.add(new PortTable.Entry<>(range, exposure)));
    }

    private static PortTable<Subject> table(
            List<PortTable.Entry<Exposure>> entries,
            BiConsumer<PortTable.Entry<Subject>, PortTable.Entry<Subject>> overlap) {
        var subjects = new ArrayList<PortTable.Entry<Subject>>();
        entries.stream()
                .collect(
                        Collectors.groupingBy(
                                entry -> entry.value().endpoint().identity(),
                                LinkedHashMap::new,
                                Collectors.toList()))
                .values()
                .forEach(ofOneEndpoint -> subjects.addAll(Sharing.of(ofOneEndpoint)));
        return PortTable.of(subjects, overlap);
    }

    /** Two that meet on {@code ::} meet on {@code 0.0.0.0} for the same reason: once is enough. */
    private static boolean isToldOfV6(
            Ip address,
            PortTable.Entry<Subject> one,
            PortTable.Entry<Subject> other,
            Map<Exposure.Id, Set<Ip>> bound) {
        return address.equals(Ip.ANY_V4)
                && Stream.of(one, other)
                        .allMatch(entry ->
                                exposures(entry.value())
                                        .allMatch(e -> bound(bound, e).contains(Ip.ANY_V6)));
    }

    private static Stream<Exposure> exposures(Subject subject) {
        return switch (subject) {
            case Exposure exposure -> Stream.of(exposure);
            case Switchboard switchboard -> switchboard.exposures().stream();
        };
    }

    private static Overlap overlap(
            Cidr range, PortTable.Entry<Subject> one, PortTable.Entry<Subject> other) {
        var a = one.ports();
        var b = other.ports();
        var both = new PortRange(Math.max(a.from(), b.from()), Math.min(a.to(), b.to()));
        return new Overlap(one.value(), other.value(), range, both);
    }

    /**
     * The addresses that an exposure's bindings stand for; {@code ::} and {@code 0.0.0.0} are
     * wildcards. A device's link-local IPv6 addresses are left out: without a zone nobody can be
     * told of them, in DNS or otherwise.
     */
    private static Set<Ip> addresses(Exposure exposure, Host host) {
        var type = exposure.endpoint().ipAddressType();
        var addresses = new LinkedHashSet<Ip>();
        for (var binding : exposure.bindings()) {
            switch (binding) {
                case Binding.Address(var ip) ->
                        addresses.addAll(
                                ip.equals(Ip.ANY_V6) && type == IpAddressType.DUALSTACK
                                        ? wildcards(type, host)
                                        : List.of(ip));
                case Binding.Device(var name) ->
                        host.addressesOf(name).stream()
                                .filter(type::includes)
                                .filter(ip -> !ip.isLinkLocalV6())
                                .forEach(addresses::add);
                case Binding.Wildcard() -> addresses.addAll(wildcards(type, host));
                case Binding.Prefix _ -> {}
            }
        }
        return addresses;
    }

    /**
     * Every address that the type takes. A host whose kernel has no IPv6 still serves both as far
     * as it can; asked for IPv6 alone, it is left to say that it cannot.
     */
    private static List<Ip> wildcards(IpAddressType type, Host host) {
        return switch (type) {
            case IPV4 -> List.of(Ip.ANY_V4);
            case IPV6 -> List.of(Ip.ANY_V6);
            case DUALSTACK ->
                    host.isWithoutV6() ? List.of(Ip.ANY_V4) : List.of(Ip.ANY_V4, Ip.ANY_V6);
        };
    }

    private static Stream<Cidr> prefixes(Exposure exposure) {
        return exposure.bindings().stream()
                .flatMap(binding ->
                        binding instanceof Binding.Prefix(var range)
                                ? Stream.of(range)
                                : Stream.empty());
    }

    /** Who is at an address and port: of the exact address, else of a range, else of a wildcard. */
    public Lookup find(Ip address, int port) {
        var exact = at(claimed.get(address), port);
        if (!(exact instanceof Lookup.Nothing)) {
            return exact;
        }
        var range = prefixes.find(address, port);
        return range instanceof Lookup.Nothing
                ? at(claimed.get(address.isV4() ? Ip.ANY_V4 : Ip.ANY_V6), port)
                : range;
    }

    static Lookup at(@Nullable PortTable<Subject> table, int port) {
        return table == null
                ? new Lookup.Nothing()
                : table.find(port).<Lookup>map(Catalog::found).orElseGet(Lookup.Nothing::new);
    }

    private static Lookup found(Subject subject) {
        return switch (subject) {
            case Exposure exposure -> new Lookup.Found(exposure);
            case Switchboard switchboard -> new Lookup.Several(switchboard);
        };
    }

    /** Every exposure, in the order of the configuration. */
    public List<Exposure> exposures() {
        return exposures;
    }

    /** Every exposure of one endpoint. */
    public List<Exposure> exposuresOf(Identity endpoint) {
        return exposures.stream().filter(e -> e.endpoint().identity().equals(endpoint)).toList();
    }

    /** Everything that is told apart by name, each once, in no order. */
    public Set<Switchboard> switchboards() {
        return Stream.concat(claimed.values().stream(), prefixes.tables())
                .flatMap(table -> table.entries().stream())
                .flatMap(entry ->
                        entry.value() instanceof Switchboard several
                                ? Stream.of(several)
                                : Stream.empty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Where an endpoint listens; {@code 0.0.0.0} and {@code ::} stand for every address. */
    public Set<Ip> addressesOf(Identity endpoint) {
        var addresses = new LinkedHashSet<Ip>();
        exposuresOf(endpoint).forEach(exposure -> addresses.addAll(addressesOf(exposure)));
        return addresses;
    }

    /** Where one exposure listens, likewise; nowhere if it is on ranges. */
    public Set<Ip> addressesOf(Exposure exposure) {
        return bound(bound, exposure);
    }

    private static Set<Ip> bound(Map<Exposure.Id, Set<Ip>> bound, Exposure exposure) {
        return bound.getOrDefault(exposure.id(), Set.of());
    }

    /** The ports that need a listener on each address, as it is bound. */
    public Map<Ip, Ports> listeners() {
        var ranges = new HashMap<Ip, List<PortRange>>();
        for (var exposure : exposures) {
            for (var address : addressesOf(exposure)) {
                ranges.computeIfAbsent(address, _ -> new ArrayList<>())
                        .addAll(exposure.ports().ranges());
            }
        }
        return joined(ranges);
    }

    /** The ports that are taken in whole ranges of addresses. */
    public Map<Cidr, Ports> ranges() {
        var ranges = new HashMap<Cidr, List<PortRange>>();
        for (var exposure : exposures) {
            prefixes(exposure)
                    .forEach(range ->
                            ranges.computeIfAbsent(range, _ -> new ArrayList<>())
                                    .addAll(exposure.ports().ranges()));
        }
        return joined(ranges);
    }

    private static <K> Map<K, Ports> joined(Map<K, List<PortRange>> ranges) {
        var ports = new HashMap<K, Ports>();
        ranges.forEach((where, list) -> ports.put(where, new Ports(list)));
        return Map.copyOf(ports);
    }
}
