package io.penstock.snapshot;

import io.penstock.resource.Endpoint;
import io.penstock.resource.Exposure;
import io.penstock.resource.Identity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The DNS names under the zone, each for one exposure. Immutable; any thread. */
public final class Names {
    private final Map<String, Exposure> byName;
    private final Map<Identity, List<String>> byEndpoint;

    private Names(Map<String, Exposure> byName, Map<Identity, List<String>> byEndpoint) {
        this.byName = Map.copyOf(byName);
        this.byEndpoint = Map.copyOf(byEndpoint);
    }

    /**
     * The names of these exposures.
     *
     * @param account the appliance's, whose endpoints need no owner in their name
     * @param zone without a dot at the end, lower case
     */
    public static Names of(List<Exposure> exposures, String account, String zone) {
        var byName = new HashMap<String, Exposure>();
        var byEndpoint = new HashMap<Identity, List<String>>();
        for (var exposure : exposures) {
            var names = names(exposure.endpoint(), exposure.resource(), account, zone);
            names.forEach(name -> byName.put(name, exposure));
            byEndpoint.put(exposure.endpoint().identity(), names);
        }
        return new Names(byName, byEndpoint);
    }

    /** The friendly one first. */
    private static List<String> names(
            Endpoint endpoint, Identity resource, String account, String zone) {
        var identity = endpoint.identity();
        var names = new ArrayList<String>();
        if (identity.owner().equals(account)) {
            names.add(identity.name() + "." + zone);
        }
        names.add(identity.name() + "." + identity.owner() + "." + zone);
        names.add(identity.id() + "." + resource.id() + "." + zone);
        return List.copyOf(names);
    }

    /**
     * What a name stands for.
     *
     * @param name in any case, without a dot at the end
     */
    public Optional<Exposure> find(String name) {
        return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The names of an endpoint, the friendly one first. */
    public List<String> of(Identity endpoint) {
        return byEndpoint.getOrDefault(endpoint, List.of());
    }

    /** Every name, in no order: a name server must also know which names lie above these. */
    public Iterable<String> all() {
        return byName.keySet();
    }
}
