package io.penstock.endpoint;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.transport.Capacity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Wide ranges without socket lookup: a socket for each port, as far as there are descriptors. The
 * ports from which the kernel chooses for connects are left out of wide ranges, or no connect on
 * the host finds one any more; whoever names a few of them gets them.
 */
final class PortByPort {
    private final Capacity capacity;
    private final Map<Ip, Ports> wanted = new LinkedHashMap<>();
    private final Map<Ip, String> reasons = new LinkedHashMap<>();
    private final Map<Ip, Ports> leftOut = new LinkedHashMap<>();
    private final Set<IpPort> sockets = new HashSet<>();

    PortByPort(Capacity capacity) {
        this.capacity = capacity;
    }

    /**
     * @param why it does not go through socket lookup
     */
    void add(Ip ip, Ports ports, String why) {
        wanted.put(ip, ports);
        reasons.put(ip, why);
        var left = new ArrayList<PortRange>();
        for (var range : ports.ranges()) {
            boolean isWide = range.size() > DoorPlan.MOST_SOCKETS;
            if (isWide && range.overlaps(capacity.ephemeral())) {
                left.add(DoorPlan.common(range, capacity.ephemeral()));
            }
        }
        var without = new Ports(left);
        if (!without.isEmpty()) {
            leftOut.put(ip, without);
        }
        ports.stream()
                .filter(port -> !without.contains(port))
                .forEach(port -> sockets.add(new IpPort(ip, port)));
    }

    Set<IpPort> sockets() {
        return sockets;
    }

    Map<Ip, Ports> leftOut() {
        return leftOut;
    }

    List<String> notices() {
        return wanted.entrySet().stream().map(e -> notice(e.getKey(), e.getValue())).toList();
    }

    private String notice(Ip ip, Ports ports) {
        var left = leftOut.getOrDefault(ip, Ports.NONE);
        return DoorPlan.where(Cidr.of(ip), ports)
                + " has a socket for each port"
                + (left.isEmpty() ? "" : ", but " + left + ", which lies in " + kernels())
                + "; "
                + reasons.get(ip);
    }

    /**
     * @param all how many ports are to have sockets, these and others
     */
    List<DoorPlan.Misfit> misfits(int all) {
        var misfits = new ArrayList<DoorPlan.Misfit>();
        wanted.forEach((ip, ports) -> {
            int first = DoorPlan.first(ports).from();
            if (all > capacity.ports()) {
                misfits.add(misfit(ip, first, ports, tooMany(ports, all)));
            } else if (isGone(ip, ports)) {
                misfits.add(misfit(ip, first, ports, "a range lies in " + kernels()));
            }
        });
        return misfits;
    }

    private boolean isGone(Ip ip, Ports ports) {
        var left = leftOut.getOrDefault(ip, Ports.NONE);
        return ports.ranges().stream().anyMatch(left::contains);
    }

    private String kernels() {
        return "net.ipv4.ip_local_port_range ("
                + capacity.ephemeral()
                + "), which the host needs for its own connects";
    }

    private String tooMany(Ports ports, int all) {
        return "%d ports need a socket each, %d of all endpoints would have one, and %d fit:"
                        .formatted(ports.size(), all, capacity.ports())
                + " the limit of open files is %d (ulimit -n), a port takes %d of them, and a"
                        .formatted(capacity.descriptors(), capacity.loops())
                + " quarter stays for connections";
    }

    private DoorPlan.Misfit misfit(Ip ip, int first, Ports ports, String text) {
        var where = DoorPlan.where(Cidr.of(ip), ports);
        return new DoorPlan.Misfit(new IpPort(ip, first), where, text + "; " + reasons.get(ip));
    }
}
