package io.penstock.admin;

import io.penstock.gateway.AddressHealth;
import io.penstock.passage.Labels;
import io.penstock.resource.Exposure;
import io.penstock.snapshot.Snapshot;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** How each endpoint is doing now: what the status command shows. */
final class EndpointsJson {
    private EndpointsJson() {}

    static String of(Snapshot snapshot, AdminView view) {
        return Json.object(json ->
                json.number("revision", snapshot.revision())
                        .text("readiness", view.readiness().get().label())
                        .objects(
                                "endpoints",
                                snapshot.catalog().exposures(),
                                (j, exposure) -> exposure(j, exposure, snapshot, view)));
    }

    private static void exposure(Json json, Exposure exposure, Snapshot snapshot, AdminView view) {
        var endpoint = exposure.endpoint();
        var flow = view.traffic().of(Labels.of(exposure));
        ObjectJson.identity(json, endpoint.identity());
        json.texts("dnsNames", snapshot.names().of(exposure))
                .texts("addresses", snapshot.catalog().addressesOf(exposure))
                .texts("ports", exposure.ports().ranges())
                .object(
                        "resource",
                        resource -> {
                            ObjectJson.identity(resource, exposure.resource());
                            resource.objects(
                                            "addresses",
                                            view.addresses().apply(exposure),
                                            EndpointsJson::address)
                                    .text("target", exposure.target());
                        })
                .object(
                        "gateway",
                        gateway -> {
                            ObjectJson.identity(gateway, exposure.gateway().identity());
                            gateway.texts("dnsServers", exposure.gateway().dnsServers());
                        })
                .text("health", view.health().apply(exposure.resource()).label())
                .number("activeConnections", flow.active())
                .number("maxConnections", maxConnections(exposure))
                .number("bytesFromClients", flow.bytesFromClients())
                .number("bytesFromResources", flow.bytesFromResources());
    }

    private static void address(Json json, AddressHealth health) {
        json.text("address", health.address())
                .text("health", health.state().label())
                .number("connections", health.connections());
    }

    /** Both limits hold, so the lower one is what the endpoint can have. */
    private static OptionalInt maxConnections(Exposure exposure) {
        return IntStream.concat(
                        exposure.endpoint().options().quota().connections().stream(),
                        exposure.options().quota().connections().stream())
                .min();
    }
}
