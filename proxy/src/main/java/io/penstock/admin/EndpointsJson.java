package io.penstock.admin;

import io.penstock.gateway.AddressHealth;
import io.penstock.passage.Labels;
import io.penstock.resource.Exposure;
import io.penstock.resource.Quota;
import io.penstock.snapshot.Snapshot;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** How each endpoint is doing now: what the status command shows. */
final class EndpointsJson {
    private EndpointsJson() {}

    /**
     * All of them, or those of one endpoint.
     *
     * @param id the endpoint's; empty for all
     */
    static String of(Snapshot snapshot, AdminView view, Optional<String> id) {
        var exposures =
                snapshot.catalog().exposures().stream()
                        .filter(exposure ->
                                id.isEmpty() || id.get().equals(exposure.id().endpoint()))
                        .toList();
        return Json.object(json ->
                json.number("revision", snapshot.revision())
                        .text("readiness", view.readiness().get().label())
                        .text("engine", view.about().engine())
                        .objects(
                                "endpoints",
                                exposures,
                                (j, exposure) -> exposure(j, exposure, snapshot, view)));
    }

    private static void exposure(Json json, Exposure exposure, Snapshot snapshot, AdminView view) {
        var endpoint = exposure.endpoint();
        var flow = view.traffic().of(Labels.of(exposure));
        ObjectJson.identity(json, endpoint.identity());
        json.flag("shared", endpoint.isEntitled())
                .texts("dnsNames", snapshot.names().of(exposure))
                .texts("privateDnsNames", snapshot.privateNames().of(exposure).stream().toList())
                .texts("addresses", snapshot.catalog().addressesOf(exposure))
                .texts("ports", exposure.ports().ranges())
                .objects(
                        "listening",
                        view.doors().get().of(exposure, snapshot.catalog()),
                        (l, how) ->
                                l.text("at", how.place())
                                        .text("by", how.way())
                                        .texts("leftOut", how.leftOut().ranges()))
                .object("resource", resource -> resource(resource, exposure, view))
                .object(
                        "gateway",
                        gateway -> {
                            ObjectJson.identity(gateway, exposure.gateway().identity());
                            gateway.texts("dnsServers", exposure.gateway().dnsServers());
                        })
                .text("health", view.health().apply(exposure.resource()).label())
                .number("activeConnections", flow.active())
                .number("connectionsOpened", flow.opened())
                .number("connectionsRefused", flow.refused())
                .number(
                        "maxConnections",
                        lowest(exposure, q -> q.connections().stream().asLongStream()))
                .number(
                        "maxConnectionsPerSecond",
                        lowest(exposure, q -> q.connectionsPerSecond().stream().asLongStream()))
                .number("maxBytesPerSecond", lowest(exposure, q -> q.bytesPerSecond().stream()))
                .number("bytesFromClients", flow.bytesFromClients())
                .number("bytesFromResources", flow.bytesFromResources());
    }

    private static void resource(Json json, Exposure exposure, AdminView view) {
        ObjectJson.identity(json, exposure.resource());
        json.objects("addresses", view.addresses().apply(exposure), EndpointsJson::address)
                .text("target", exposure.target());
    }

    private static void address(Json json, AddressHealth health) {
        json.text("address", health.address())
                .text("health", health.state().label())
                .number("connections", health.connections());
    }

    /** The endpoint's limit and the resource's both hold, so the lower one is what it can have. */
    private static OptionalLong lowest(Exposure exposure, Function<Quota, LongStream> limit) {
        return Stream.of(exposure.endpoint().options().quota(), exposure.options().quota())
                .flatMapToLong(limit)
                .min();
    }
}
