package io.penstock.admin;

import io.penstock.resource.Endpoint;
import io.penstock.resource.ResourceConfiguration;
import io.penstock.resource.ResourceGateway;
import io.penstock.snapshot.Configuration;
import io.penstock.snapshot.Snapshot;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The objects of one kind, as JSON: for one account its own and what is shared with it, or all.
 * Gateways and endpoints are never shared, so of these an account sees its own.
 */
public enum Listing {
    /** Resource gateways. */
    GATEWAYS,
    /** Resource configurations. */
    CONFIGURATIONS,
    /** Endpoints. */
    ENDPOINTS;

    /** The listing with that name, as in a path or a command. */
    public static Optional<Listing> named(String name) {
        return Arrays.stream(values()).filter(l -> l.label().equals(name)).findFirst();
    }

    /** The name in paths and commands: {@code gateways}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * One JSON object whose only field, named as this, is the array of objects.
     *
     * @param account whose view it is; empty for the operator's, who sees everything
     */
    public String json(Snapshot snapshot, Optional<String> account) {
        return Json.object(json -> write(json, snapshot, account));
    }

    private void write(Json json, Snapshot snapshot, Optional<String> account) {
        var configuration = snapshot.configuration();
        switch (this) {
            case GATEWAYS ->
                    json.objects(label(), gateways(configuration, account), ObjectJson::gateway);
            case CONFIGURATIONS ->
                    json.objects(
                            label(),
                            configurations(configuration, account),
                            (j, c) -> {
                                ObjectJson.configuration(j, c);
                                account.ifPresent(
                                        a -> j.flag("shared", !c.identity().owner().equals(a)));
                            });
            case ENDPOINTS ->
                    json.objects(
                            label(),
                            endpoints(configuration, account),
                            (j, endpoint) -> {
                                ObjectJson.endpoint(j, endpoint);
                                j.texts("privateDnsNames", privateDnsNames(snapshot, endpoint));
                            });
        }
    }

    private static List<String> privateDnsNames(Snapshot snapshot, Endpoint endpoint) {
        return snapshot.catalog().exposuresOf(endpoint.identity()).stream()
                .flatMap(exposure -> snapshot.privateNames().of(exposure).stream())
                .distinct()
                .toList();
    }

    private static List<ResourceGateway> gateways(Configuration from, Optional<String> account) {
        return from.gateways().stream()
                .filter(g -> account.map(g.identity().owner()::equals).orElse(true))
                .toList();
    }

    private static List<ResourceConfiguration> configurations(
            Configuration from, Optional<String> account) {
        return from.configurations().stream()
                .filter(c -> account.map(c::isOpenTo).orElse(true))
                .toList();
    }

    private static List<Endpoint> endpoints(Configuration from, Optional<String> account) {
        return from.endpoints().stream()
                .filter(e -> account.map(e.identity().owner()::equals).orElse(true))
                .toList();
    }
}
