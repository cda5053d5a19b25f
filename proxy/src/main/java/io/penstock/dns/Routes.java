package io.penstock.dns;

import io.penstock.net.IpPort;
import io.penstock.resolver.Servers;
import io.penstock.snapshot.Settings;
import io.penstock.snapshot.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who answers for names outside the zone: the servers of the longest suffix that a name lies under.
 * They are other servers of this network, asked by the host's own routes, or those of a gateway,
 * asked from where the gateway dials. Immutable; pure.
 */
final class Routes {
    private final Map<String, Servers> bySuffix;

    private Routes(Map<String, Servers> bySuffix) {
        this.bySuffix = Map.copyOf(bySuffix);
    }

    /** Those of a snapshot. */
    static Routes of(Snapshot snapshot, Settings.Dns settings) {
        var bySuffix = new HashMap<String, Servers>();
        for (var forward : settings.forward()) {
            bySuffix.putIfAbsent(forward.suffix(), Servers.of(array(forward.servers())));
        }
        snapshot.gatewayDomains()
                .all()
                .forEach((domain, gateway) ->
                        bySuffix.putIfAbsent(
                                domain,
                                new Servers(
                                        gateway.dnsServers(),
                                        gateway.sourceAddresses(),
                                        gateway.device())));
        return new Routes(bySuffix);
    }

    private static IpPort[] array(List<IpPort> servers) {
        return servers.toArray(IpPort[]::new);
    }

    /** Whether nobody answers for anything. */
    boolean isEmpty() {
        return bySuffix.isEmpty();
    }

    /**
     * Who answers for a name; empty: nobody.
     *
     * @param name as in {@link Query}
     */
    Optional<Servers> find(String name) {
        var suffix = name;
        while (!suffix.isEmpty() && !bySuffix.containsKey(suffix)) {
            int dot = suffix.indexOf('.');
            suffix = dot < 0 ? "" : suffix.substring(dot + 1);
        }
        return Optional.ofNullable(bySuffix.get(suffix));
    }
}
