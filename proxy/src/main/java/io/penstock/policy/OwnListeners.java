package io.penstock.policy;

import io.penstock.net.Ip;
import io.penstock.net.Ports;
import java.util.Map;
import java.util.Set;

/**
 * Where the appliance itself listens: endpoints, DNS, admin. These never open, or a resource that
 * resolves to the appliance would make it dial itself in a circle.
 */
public final class OwnListeners {
    /** Of an appliance that listens nowhere. */
    public static final OwnListeners NONE = new OwnListeners(Map.of(), Set.of());

    private final Map<Ip, Ports> listeners;
    private final Set<Ip> host;

    /**
     * @param listeners the ports on each address; {@code 0.0.0.0} stands for every IPv4 address of
     *     the host, {@code ::} for every IPv6 address
     * @param host every address of this host, to which a wildcard expands
     */
    public OwnListeners(Map<Ip, Ports> listeners, Set<Ip> host) {
        this.listeners = Map.copyOf(listeners);
        this.host = Set.copyOf(host);
    }

    /** Whether a connect to the address and port would arrive at the appliance itself. */
    public boolean contains(Ip address, int port) {
        if (address.isAny()) {
            // The kernel dials the loopback, or the address that the socket was bound to.
            return listeners.values().stream().anyMatch(ports -> ports.contains(port));
        }
        return on(address, port)
                || ((address.isLoopback() || host.contains(address)) && onWildcard(address, port));
    }

    private boolean onWildcard(Ip address, int port) {
        return on(address.isV4() ? Ip.ANY_V4 : Ip.ANY_V6, port);
    }

    private boolean on(Ip address, int port) {
        return listeners.getOrDefault(address, Ports.NONE).contains(port);
    }
}
