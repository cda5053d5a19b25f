package io.penstock.dns;

import io.netty.handler.codec.dns.DnsRecordType;
import io.penstock.net.Ip;
import io.penstock.snapshot.Names;
import io.penstock.snapshot.Settings;
import io.penstock.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The zone of one snapshot, and the custom domains beside it. Immutable; pure. */
final class Zone {
    private static final int ANY = DnsRecordType.ANY.intValue();

    private final Snapshot snapshot;
    private final Settings.Dns settings;
    private final String suffix;
    private final Set<String> between;
    private final Routes routes;

    private Zone(Snapshot snapshot, Settings.Dns settings, Set<String> between) {
        this.snapshot = snapshot;
        this.settings = settings;
        this.suffix = "." + settings.zone();
        this.between = between;
        this.routes = Routes.of(snapshot, settings);
    }

    /** The zone of a snapshot; empty where it has none. */
    static Optional<Zone> of(Snapshot snapshot) {
        return snapshot.settings()
                .dns()
                .map(dns -> new Zone(snapshot, dns, between(snapshot, dns.zone())));
    }

    /** Empty non-terminals: names without records which exist since there are names under them. */
    private static Set<String> between(Snapshot snapshot, String zone) {
        var between = new HashSet<String>();
        for (var name : snapshot.names().all()) {
            var above = parent(name);
            while (above.length() > zone.length() && between.add(above)) {
                above = parent(above);
            }
        }
        return Set.copyOf(between);
    }

    private static String parent(String name) {
        return name.substring(name.indexOf('.') + 1);
    }

    /** Whether this is that snapshot's zone. */
    boolean isOf(Snapshot other) {
        return snapshot == other;
    }

    /** The settings that came with it. */
    Settings.Dns settings() {
        return settings;
    }

    /** Who answers for names outside. */
    Routes routes() {
        return routes;
    }

    /** Counts the revisions of the zone. */
    long serial() {
        return snapshot.revision();
    }

    /**
     * What the zone has.
     *
     * @param name as in {@link Query}
     * @param local the local address that the asker uses
     */
    Finding find(String name, int type, Ip local) {
        var facing = new Facing(local, snapshot.host());
        if (name.equals(settings.zone())) {
            return apex(type, facing);
        }
        if (!name.endsWith(suffix)) {
            return outside(name, type, facing);
        }
        var named = snapshot.names().find(name);
        if (named.isPresent()) {
            return found(
                    type == ANY
                            ? List.of(new Entry.Minimal())
                            : addresses(named.get(), type, facing));
        }
        return between.contains(name) ? new Finding.NoData() : new Finding.NoSuchName();
    }

    /**
     * A wildcard stands for host names alone: for no label with bytes that {@link Query} escapes.
     */
    private Finding outside(String name, int type, Facing facing) {
        var named =
                name.indexOf('\\') < 0
                        ? snapshot.privateNames().find(name)
                        : Optional.<Names.Named>empty();
        return named.<Finding>map(found -> new Finding.Custom(custom(found, type, facing)))
                .orElseGet(Finding.Outside::new);
    }

    /** No NS: the name's address is the endpoint's, where no name server is. */
    private List<Entry> custom(Names.Named named, int type, Facing facing) {
        if (type == ANY) {
            return List.of(new Entry.Minimal());
        }
        return type == DnsRecordType.SOA.intValue()
                ? List.of(new Entry.Authority(serial()))
                : addresses(named, type, facing);
    }

    private Finding apex(int type, Facing facing) {
        if (type == ANY) {
            return found(List.of(new Entry.Minimal()));
        }
        if (type == DnsRecordType.SOA.intValue()) {
            return found(List.of(new Entry.Authority(serial())));
        }
        if (type == DnsRecordType.NS.intValue()) {
            return found(List.of(new Entry.NameServer()));
        }
        // The name server itself: the address that the asker has just used.
        return found(
                version(type).stream()
                        .filter(v4 -> v4 == facing.local().isV4())
                        .<Entry>map(_ -> new Entry.Address(facing.local()))
                        .toList());
    }

    private static Finding found(List<Entry> entries) {
        return entries.isEmpty() ? new Finding.NoData() : new Finding.Found(entries);
    }

    /** Whether the type is A (true) or AAAA (false); empty for any other. */
    private static Optional<Boolean> version(int type) {
        if (type == DnsRecordType.A.intValue()) {
            return Optional.of(true);
        }
        return type == DnsRecordType.AAAA.intValue() ? Optional.of(false) : Optional.empty();
    }

    private List<Entry> addresses(Names.Named named, int type, Facing facing) {
        var version = version(type);
        if (version.isEmpty()) {
            return List.of();
        }
        boolean v4 = version.get();
        var endpoint = named.endpoint();
        if (!endpoint.options().advertisedAddresses().isEmpty()) {
            return entries(endpoint.options().advertisedAddresses(), v4);
        }
        var ips = new ArrayList<Ip>();
        for (var exposure : named.exposures()) {
            for (var ip : snapshot.catalog().addressesOf(exposure)) {
                if (!ip.isAny()) {
                    ips.add(ip);
                } else if (ip.isV4() == v4) {
                    facing.address(v4).ifPresent(ips::add);
                }
            }
        }
        return entries(ips, v4);
    }

    private static List<Entry> entries(List<Ip> ips, boolean v4) {
        return ips.stream()
                .filter(ip -> ip.isV4() == v4)
                .distinct()
                .<Entry>map(Entry.Address::new)
                .toList();
    }
}
