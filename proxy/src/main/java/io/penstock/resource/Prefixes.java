package io.penstock.resource;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Who is at an address in a range: the longest range that has the port. One hash look-up for each
 * length of prefix that is used.
 *
 * @param byRange what is in each range
 * @param v4 the lengths of IPv4 prefixes, the longest first
 * @param v6 those of IPv6 prefixes
 */
record Prefixes(Map<Cidr, PortTable<Subject>> byRange, List<Integer> v4, List<Integer> v6) {
    static Prefixes of(Map<Cidr, PortTable<Subject>> byRange) {
        return new Prefixes(Map.copyOf(byRange), lengths(byRange, true), lengths(byRange, false));
    }

    private static List<Integer> lengths(Map<Cidr, PortTable<Subject>> byRange, boolean v4) {
        return byRange.keySet().stream()
                .filter(range -> range.network().isV4() == v4)
                .map(Cidr::prefix)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    Lookup find(Ip address, int port) {
        for (int length : address.isV4() ? v4 : v6) {
            var found = Catalog.at(byRange.get(Cidr.around(address, length)), port);
            if (!(found instanceof Lookup.Nothing)) {
                return found;
            }
        }
        return new Lookup.Nothing();
    }

    Stream<PortTable<Subject>> tables() {
        return byRange.values().stream();
    }
}
