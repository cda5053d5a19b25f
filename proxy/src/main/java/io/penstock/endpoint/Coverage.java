package io.penstock.endpoint;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.Ports;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the kernel answer as the catalog does. That asks the exact address, then the ranges from
 * the longest to the shortest, each for the port; the kernel finds only the longest range that an
 * address lies in. So each gets the ports of those around it, too.
 *
 * <p>A range does not take the host's own addresses in it, nor the loopback: there the host's own
 * services are, and this appliance's. Whoever names such an address alone means it.
 */
final class Coverage {
    private static final List<Cidr> LOOPBACK =
            List.of(new Cidr(Ip.v4(0x7f00_0000), 8), Cidr.of(new Ip(0, 1)));

    /** IPv4 first, for to the numbers it is in the midst of IPv6; then the shorter range. */
    private static final Comparator<Cidr> ORDER =
            Comparator.comparing((Cidr cidr) -> !cidr.network().isV4())
                    .thenComparing(Cidr::network)
                    .thenComparingInt(Cidr::prefix);

    private Coverage() {}

    /**
     * The ports of each prefix, in order.
     *
     * @param addresses what is wanted of single addresses
     * @param prefixes what is wanted of ranges
     * @param host every address of this host
     */
    static Map<Cidr, Ports> of(Map<Ip, Ports> addresses, Map<Cidr, Ports> prefixes, Set<Ip> host) {
        var own = new HashMap<>(prefixes);
        addresses.forEach((ip, ports) -> own.merge(Cidr.of(ip), ports, Ports::and));
        var exceptions = new ArrayList<>(LOOPBACK);
        host.stream().map(Cidr::of).forEach(exceptions::add);
        exceptions.removeIf(exception -> !isInARange(exception, prefixes.keySet()));
        exceptions.forEach(exception -> own.putIfAbsent(exception, Ports.NONE));
        return merged(own, Set.copyOf(exceptions));
    }

    private static boolean isInARange(Cidr exception, Set<Cidr> ranges) {
        return ranges.stream()
                .anyMatch(range -> range.contains(exception) && !range.equals(exception));
    }

    private static Map<Cidr, Ports> merged(Map<Cidr, Ports> own, Set<Cidr> exceptions) {
        var merged = new LinkedHashMap<Cidr, Ports>();
        var around = new ArrayDeque<Cidr>();
        for (var cidr : own.keySet().stream().sorted(ORDER).toList()) {
            while (!around.isEmpty() && !around.getLast().contains(cidr)) {
                around.removeLast();
            }
            boolean alone = around.isEmpty() || exceptions.contains(cidr);
            var more = alone ? Ports.NONE : merged.getOrDefault(around.getLast(), Ports.NONE);
            merged.put(cidr, more.and(own.getOrDefault(cidr, Ports.NONE)));
            around.addLast(cidr);
        }
        return Collections.unmodifiableMap(merged);
    }
}
