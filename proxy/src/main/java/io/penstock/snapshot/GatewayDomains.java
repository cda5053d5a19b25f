package io.penstock.snapshot;

import io.penstock.resource.Exposure;
import io.penstock.resource.ResourceConfiguration;
import io.penstock.resource.ResourceGateway;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Domains of CIDR configurations that endpoints expose, whose names the DNS server asks the
 * gateway's servers for. Another account's configuration has only domains that the operator vouches
 * for: no provider can claim another's name. Immutable; any thread.
 */
public final class GatewayDomains {
    private final Map<String, ResourceGateway> byDomain;
    private final List<NameClash> clashes;

    private GatewayDomains(Map<String, ResourceGateway> byDomain, List<NameClash> clashes) {
        this.byDomain = Map.copyOf(byDomain);
        this.clashes = List.copyOf(clashes);
    }

    /** The domains of these exposures. */
    public static GatewayDomains of(List<Exposure> exposures, Settings settings) {
        var first = new HashMap<String, Exposure>();
        var byDomain = new HashMap<String, ResourceGateway>();
        var clashes = new ArrayList<NameClash>();
        for (var exposure : exposures) {
            for (var domain : domains(exposure)) {
                if (isTrusted(exposure, domain, settings)) {
                    var before = first.putIfAbsent(domain, exposure);
                    if (before == null) {
                        byDomain.put(domain, exposure.gateway());
                    } else if (!before.resource().equals(exposure.resource())) {
                        clashes.add(new NameClash(domain, before, exposure));
                    }
                }
            }
        }
        return new GatewayDomains(byDomain, clashes);
    }

    /** The domains that an exposure brings, trusted or not. */
    public static List<String> domains(Exposure exposure) {
        return exposure.endpoint().configuration() instanceof ResourceConfiguration.Cidrs cidrs
                ? cidrs.dnsDomains()
                : List.of();
    }

    /** Whether the DNS server takes the exposure's word for a domain. */
    public static boolean isTrusted(Exposure exposure, String domain, Settings settings) {
        var owner = exposure.resource().owner();
        return owner.equals(settings.account()) || settings.isVerified(domain, owner);
    }

    /** Whose servers are asked for the names of a domain; the longest domain counts. */
    public Map<String, ResourceGateway> all() {
        return byDomain;
    }

    /** Domains of two configurations; the second has lost. A configuration with one is refused. */
    public List<NameClash> clashes() {
        return clashes;
    }
}
