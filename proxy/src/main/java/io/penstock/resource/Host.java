package io.penstock.resource;

import io.penstock.net.Ip;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The addresses of this host, as an input of the snapshot: when they change, that is a reload.
 *
 * @param devices each network device's addresses, in the order of the devices' names
 */
public record Host(Map<String, List<Ip>> devices) {
    /** Where nothing is known of the host: {@code check} judges the files alone. */
    public static final Host UNKNOWN = new Host(Map.of());

    /** Copies the map and its lists. */
    public Host {
        var copy = new TreeMap<String, List<Ip>>();
        devices.forEach((name, addresses) -> copy.put(name, List.copyOf(addresses)));
        devices = Collections.unmodifiableMap(copy);
    }

    /** Every address. */
    public Set<Ip> addresses() {
        return devices.values().stream()
                .flatMap(List::stream)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the host is known, and has no IPv6 address, not even that of loopback. */
    public boolean isWithoutV6() {
        return !devices.isEmpty()
                && devices.values().stream().flatMap(List::stream).allMatch(Ip::isV4);
    }

    /** The addresses of a device; none if there is no such device. */
    public List<Ip> addressesOf(String device) {
        return devices.getOrDefault(device, List.of());
    }
}
