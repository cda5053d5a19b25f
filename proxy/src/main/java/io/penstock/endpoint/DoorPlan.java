package io.penstock.endpoint;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.resource.Binding;
import io.penstock.resource.Catalog;
import io.penstock.resource.Exposure;
import io.penstock.transport.Capacity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which addresses and ports get sockets of their own, and which the kernel's socket lookup gives
 * us. Immutable.
 *
 * @param sockets what each gets a socket for each loop
 * @param lookup the ports of each prefix that socket lookup takes; of those that an address lies in
 *     only the longest counts
 * @param wide the addresses in {@code lookup} that have more ports than get sockets of their own
 * @param leftOut ports that are wanted but not listened on, by address
 * @param notices why many ports do not go through socket lookup, and what that means; a line each
 * @param misfits what this host cannot have; if there are any, nothing of the plan is to be done
 */
public record DoorPlan(
        Set<IpPort> sockets,
        Map<Cidr, Ports> lookup,
        Set<Ip> wide,
        Map<Ip, Ports> leftOut,
        List<String> notices,
        List<Misfit> misfits) {
    /** An address with more ports goes through socket lookup, all of them. */
    public static final int MOST_SOCKETS = 128;

    /** Nothing is listened on. */
    public static final DoorPlan NONE =
            new DoorPlan(Set.of(), Map.of(), Set.of(), Map.of(), List.of(), List.of());

    /** Copies the collections. */
    public DoorPlan {
        sockets = Set.copyOf(sockets);
        wide = Set.copyOf(wide);
        leftOut = Map.copyOf(leftOut);
        notices = List.copyOf(notices);
        misfits = List.copyOf(misfits);
    }

    /**
     * What this host cannot have.
     *
     * @param at one of the addresses and ports, to find out whose it is
     * @param where all of them, in words
     */
    public record Misfit(IpPort at, String where, String text) {}

    /** How an address is listened on. */
    public enum Way {
        SOCKET_PER_PORT("a socket for each port"),
        SOCKET_LOOKUP("socket lookup");

        private final String words;

        Way(String words) {
            this.words = words;
        }

        /** For people. */
        public String words() {
            return words;
        }
    }

    /**
     * How an exposure is listened on at one address or range of them.
     *
     * @param leftOut the ports that are not listened on, although they are the exposure's
     */
    public record Listening(Cidr at, Ports ports, Way way, Ports leftOut) {
        /** Where, without a length if it is one address. */
        public String place() {
            return at.isSingle() ? at.network().toString() : at.toString();
        }

        /** For people: where, which ports, how; and what is left out and why. */
        public String words() {
            return where(at, ports)
                    + " by "
                    + way.words()
                    + (at.isSingle() && way == Way.SOCKET_LOOKUP
                            ? " (more than " + MOST_SOCKETS + " ports)"
                            : "")
                    + (leftOut.isEmpty()
                            ? ""
                            : ", without "
                                    + leftOut
                                    + ": with a socket each these would take the ports of the host's"
                                    + " own connects (net.ipv4.ip_local_port_range)");
        }
    }

    /** How an exposure of the catalog is listened on. */
    public List<Listening> of(Exposure exposure, Catalog catalog) {
        var listening = new ArrayList<Listening>();
        for (var ip : catalog.addressesOf(exposure)) {
            var way = wide.contains(ip) ? Way.SOCKET_LOOKUP : Way.SOCKET_PER_PORT;
            var left = new ArrayList<PortRange>();
            for (var range : leftOut.getOrDefault(ip, Ports.NONE).ranges()) {
                exposure.ports().ranges().stream()
                        .filter(range::overlaps)
                        .forEach(mine -> left.add(common(range, mine)));
            }
            listening.add(new Listening(Cidr.of(ip), exposure.ports(), way, new Ports(left)));
        }
        for (var binding : exposure.bindings()) {
            if (binding instanceof Binding.Prefix(var range)) {
                listening.add(
                        new Listening(range, exposure.ports(), Way.SOCKET_LOOKUP, Ports.NONE));
            }
        }
        return listening;
    }

    static PortRange common(PortRange one, PortRange other) {
        return new PortRange(Math.max(one.from(), other.from()), Math.min(one.to(), other.to()));
    }

    /**
     * Decides.
     *
     * @param listeners the ports of each address; {@code 0.0.0.0} and {@code ::} for all
     * @param prefixes the ports of whole ranges of addresses
     * @param host every address of this host
     */
    public static DoorPlan of(
            Map<Ip, Ports> listeners, Map<Cidr, Ports> prefixes, Set<Ip> host, Capacity capacity) {
        var wide = new HashMap<Ip, Ports>();
        var sockets = new HashSet<IpPort>();
        var portByPort = new PortByPort(capacity);
        listeners.forEach((ip, ports) -> {
            if (ports.size() <= MOST_SOCKETS) {
                ports.stream().forEach(port -> sockets.add(new IpPort(ip, port)));
            } else if (ip.isAny()) {
                portByPort.add(ip, ports, "`*` never goes through socket lookup");
            } else {
                capacity.withoutLookup()
                        .get()
                        .ifPresentOrElse(
                                why -> portByPort.add(ip, ports, unusable(why)),
                                () -> wide.put(ip, ports));
            }
        });
        sockets.addAll(portByPort.sockets());
        var misfits = new ArrayList<>(portByPort.misfits(sockets.size()));
        if (!prefixes.isEmpty()) {
            capacity.withoutLookup().get().ifPresent(why -> without(prefixes, why, misfits));
        }
        var lookup = Coverage.of(wide, prefixes, host);
        return new DoorPlan(
                sockets,
                lookup,
                wide.keySet(),
                portByPort.leftOut(),
                portByPort.notices(),
                misfits);
    }

    private static String unusable(String why) {
        return "socket lookup cannot be used: " + why;
    }

    private static void without(Map<Cidr, Ports> prefixes, String why, List<Misfit> misfits) {
        prefixes.forEach((cidr, ports) ->
                misfits.add(
                        new Misfit(
                                new IpPort(cidr.network(), first(ports).from()),
                                where(cidr, ports),
                                "a range of addresses needs socket lookup, which cannot be used: "
                                        + why)));
    }

    static PortRange first(Ports ports) {
        return ports.ranges().getFirst();
    }

    /** Such as {@code 10.9.0.10:22, 80-89}; a range of addresses with its length. */
    public static String where(Cidr cidr, Ports ports) {
        var network = cidr.network().bracketed();
        return (cidr.isSingle() ? network : network + "/" + cidr.prefix()) + ":" + ports;
    }
}
