package io.penstock.policy;

import io.penstock.net.Ip;
import io.penstock.net.Ports;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the appliance itself listens: endpoints, DNS, admin. These never open, or a resource that
 * resolves to the appliance would make it dial itself in a circle.
 */
public final class OwnListeners {
    /** Of an appliance that listens nowhere. */
    public static final OwnListeners NONE = new OwnListeners(Map.of(), Set.of());

    private final Map<Ip, Ports> exact;
    private final Ports everywhere;
    private final Set<Ip> host;

    /**
     * @param listeners the ports on each address; {@code 0.0.0.0} and {@code ::} are wildcards
     * @param host every address of this host, to which a wildcard expands
     */
    public OwnListeners(Map<Ip, Ports> listeners, Set<Ip> host) {
        var concrete = new HashMap<>(listeners);
        concrete.remove(Ip.ANY_V4);
        concrete.remove(Ip.ANY_V6);
        this.exact = Map.copyOf(concrete);
        this.everywhere =
                union(
                        listeners.getOrDefault(Ip.ANY_V4, Ports.NONE),
                        listeners.getOrDefault(Ip.ANY_V6, Ports.NONE));
        this.host = Set.copyOf(host);
    }

    /** Whether a connect to the address and port would arrive at the appliance itself. */
    public boolean contains(Ip address, int port) {
        if (address.isAny()) {
            return everywhere.contains(port) || onLoopback(port); // the kernel dials the loopback
        }
        return exact.getOrDefault(address, Ports.NONE).contains(port)
                || (everywhere.contains(port) && (address.isLoopback() || host.contains(address)));
    }

    private boolean onLoopback(int port) {
        return exact.entrySet().stream()
                .anyMatch(e -> e.getKey().isLoopback() && e.getValue().contains(port));
    }

    private static Ports union(Ports one, Ports other) {
        var ranges = new ArrayList<>(one.ranges());
        ranges.addAll(other.ranges());
        return new Ports(List.copyOf(ranges));
    }
}
