package io.penstock.snapshot;

import io.penstock.resource.Endpoint;
import io.penstock.resource.Exposure;
import io.penstock.resource.Identity;
import io.penstock.resource.Switchboard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The DNS names under the zone, and what they stand for. Immutable; any thread. */
public final class Names {
    /**
     * What a name stands for.
     *
     * @param exposures of the endpoint, to whose addresses the name leads; of a group's own name
     *     those that share the endpoint's, and none if every child has an address of its own
     */
    public record Named(Endpoint endpoint, List<Exposure> exposures) {
        /** Copies the list. */
        public Named {
            exposures = List.copyOf(exposures);
        }
    }

    private final Map<String, Named> byName;
    private final Map<Exposure.Id, List<String>> byExposure;

    private Names(Map<String, Named> byName, Map<Exposure.Id, List<String>> byExposure) {
        this.byName = Map.copyOf(byName);
        this.byExposure = Map.copyOf(byExposure);
    }

    /**
     * The names of these endpoints, and of what they expose.
     *
     * @param account the appliance's, whose endpoints need no owner in their name
     * @param zone without a dot at the end, lower case
     */
    public static Names of(
            List<Endpoint> endpoints, List<Exposure> exposures, String account, String zone) {
        var byName = new HashMap<String, Named>();
        var byExposure = new HashMap<Exposure.Id, List<String>>();
        var byEndpoint = new HashMap<Identity, List<Exposure>>();
        for (var exposure : exposures) {
            var endpoint = exposure.endpoint().identity();
            byEndpoint.computeIfAbsent(endpoint, _ -> new ArrayList<>()).add(exposure);
            var names = names(exposure, account, zone);
            var named = new Named(exposure.endpoint(), List.of(exposure));
            names.forEach(name -> byName.put(name, named));
            byExposure.put(exposure.id(), names);
        }
        for (var endpoint : endpoints) {
            var exposed = byEndpoint.getOrDefault(endpoint.identity(), List.of());
            var shared = exposed.stream().filter(Exposure::sharesAddresses).toList();
            var named = new Named(endpoint, shared);
            var configuration = endpoint.configuration().identity();
            names(endpoint.identity(), configuration, "", account, zone)
                    .forEach(name -> byName.putIfAbsent(name, named));
        }
        return new Names(byName, byExposure);
    }

    private static List<String> names(Exposure exposure, String account, String zone) {
        var child = exposure.child().map(label -> label + ".").orElse("");
        return names(exposure.endpoint().identity(), exposure.resource(), child, account, zone);
    }

    /** The friendly one first. */
    private static List<String> names(
            Identity endpoint, Identity resource, String child, String account, String zone) {
        var names = new ArrayList<String>();
        if (endpoint.owner().equals(account)) {
            names.add(child + endpoint.name() + "." + zone);
        }
        names.add(child + endpoint.name() + "." + endpoint.owner() + "." + zone);
        names.add(endpoint.id() + "." + resource.id() + "." + zone);
        return List.copyOf(names);
    }

    /**
     * What a name stands for.
     *
     * @param name in any case, without a dot at the end
     */
    public Optional<Named> find(String name) {
        return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
    }

    /**
     * Which of several resources a client means that says this name, in TLS SNI or the HTTP Host:
     * one of its names in the zone, or its custom domain.
     *
     * @param name in any case, without a dot at the end and without a port
     */
    public Optional<Exposure> choose(Switchboard switchboard, String name) {
        var asked = name.toLowerCase(Locale.ROOT);
        return switchboard.exposures().stream()
                .filter(exposure -> of(exposure).contains(asked))
                .findFirst()
                .or(() -> byCustomDomain(switchboard, asked));
    }

    /** The exact domain before a wildcard. */
    private static Optional<Exposure> byCustomDomain(Switchboard switchboard, String name) {
        return switchboard.exposures().stream()
                .filter(exposure -> exposure.customDomain().filter(name::equals).isPresent())
                .findFirst()
                .or(() ->
                        switchboard.exposures().stream()
                                .filter(e ->
                                        e.customDomain().filter(d -> covers(d, name)).isPresent())
                                .findFirst());
    }

    /** Whether {@code *.example.com} stands for the name: for one label in its place. */
    private static boolean covers(String wildcard, String name) {
        return wildcard.startsWith("*.")
                && name.indexOf('.') > 0
                && name.substring(name.indexOf('.')).equals(wildcard.substring(1));
    }

    /** The names of an exposure, the friendly one first. */
    public List<String> of(Exposure exposure) {
        return byExposure.getOrDefault(exposure.id(), List.of());
    }

    /** Every name, in no order: a name server must also know which names lie above these. */
    public Iterable<String> all() {
        return byName.keySet();
    }
}
