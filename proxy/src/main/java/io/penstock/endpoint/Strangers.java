package io.penstock.endpoint;

import io.penstock.net.Cidr;
import io.penstock.net.IpPort;
import io.penstock.net.Ports;
import io.penstock.transport.BindFailure;
import io.penstock.transport.LocalRoutes;
import io.penstock.transport.PortHolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the kernel would not say when socket lookup takes a range: that the host does not have the
 * address, or that somebody listens there, who would get nobody any more. Reads files.
 */
final class Strangers {
    private static final Logger log = LoggerFactory.getLogger(Strangers.class);

    private Strangers() {}

    /**
     * What stands in the way of what is not taken yet. Somebody who listens on all addresses does
     * not, as nowhere on Linux; that is only logged.
     *
     * @param taken what socket lookup takes already
     * @param ours where we listen ourselves
     */
    static List<Doors.Failure> inTheWay(DoorPlan wanted, Map<Cidr, Ports> taken, Set<IpPort> ours) {
        var failures = new ArrayList<Doors.Failure>();
        for (var entry : wanted.lookup().entrySet()) {
            var cidr = entry.getKey();
            var ports = entry.getValue();
            if (!taken.getOrDefault(cidr, Ports.NONE).contains(ports)) {
                if (!cidr.isSingle()) {
                    route(cidr);
                } else if (wanted.wide().contains(cidr.network())) {
                    inTheWay(cidr, ports, ours).ifPresent(failures::add);
                }
            }
        }
        return failures;
    }

    private static void route(Cidr cidr) {
        if (!LocalRoutes.have(cidr)) {
            log.warn(
                    "this host does not take {} for its own, so nobody comes: {}", cidr, add(cidr));
        }
    }

    static String add(Cidr cidr) {
        return "ip route add local " + cidr + " dev lo";
    }

    private static Optional<Doors.Failure> inTheWay(Cidr cidr, Ports ports, Set<IpPort> ours) {
        if (!LocalRoutes.have(cidr)) {
            return failure(
                    cidr,
                    ports,
                    BindFailure.ADDRESS_NOT_AVAILABLE,
                    "Cannot assign requested address");
        }
        var others = PortHolder.all().stream().filter(at -> ports.contains(at.port())).toList();
        var onAll =
                others.stream()
                        .filter(at -> at.ip().isAny() && !ours.contains(at))
                        .map(IpPort::port)
                        .collect(Collectors.toCollection(TreeSet::new));
        if (!onAll.isEmpty()) {
            log.warn(
                    "clients of {} reach an endpoint on the ports {}, too; who listens on these on"
                            + " all addresses keeps the other addresses",
                    cidr.network(),
                    onAll);
        }
        return others.stream()
                .filter(at -> at.ip().equals(cidr.network()) && !ours.contains(at))
                .findFirst()
                .map(at -> inUse(cidr, at));
    }

    private static Doors.Failure inUse(Cidr cidr, IpPort at) {
        var holder = PortHolder.of(at).map(name -> ", by " + name).orElse("");
        var where = new IpPort(cidr.network(), at.port());
        return new Doors.Failure(
                where,
                where.toString(),
                BindFailure.ADDRESS_IN_USE,
                "Address already in use" + holder);
    }

    /** A failure of all ports of a prefix; nothing where it has none. */
    static Optional<Doors.Failure> failure(Cidr cidr, Ports ports, BindFailure why, String text) {
        return ports.ranges().stream()
                .findFirst()
                .map(first ->
                        new Doors.Failure(
                                new IpPort(cidr.network(), first.from()),
                                DoorPlan.where(cidr, ports),
                                why,
                                text));
    }
}
