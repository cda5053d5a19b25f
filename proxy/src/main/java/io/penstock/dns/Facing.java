package io.penstock.dns;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.resource.Host;
import java.util.List;
import java.util.Optional;

/**
 * The addresses of this host as an asker sees them: the local address that the asker itself uses.
 *
 * <p>Asked for the other IP version, that is an address of the same device, if the device has
 * exactly one: the same network reaches it. With none or several it is not known which one the
 * asker can reach, and a wrong address is worse than none.
 */
record Facing(Ip local, Host host) {
    private static final Cidr LINK_LOCAL = Cidr.parse("fe80::/10").orElseThrow();

    /** The host's address of a version that faces the asker. */
    Optional<Ip> address(boolean v4) {
        if (local.isV4() == v4) {
            return Optional.of(local);
        }
        var others =
                host.devices().values().stream()
                        .filter(addresses -> addresses.contains(local))
                        .flatMap(List::stream)
                        .filter(ip -> ip.isV4() == v4 && !isLinkLocal(ip))
                        .distinct()
                        .toList();
        return others.size() == 1 ? Optional.of(others.getFirst()) : Optional.empty();
    }

    /** Whether the address means nothing without a device. */
    static boolean isLinkLocal(Ip ip) {
        return LINK_LOCAL.contains(ip);
    }
}
