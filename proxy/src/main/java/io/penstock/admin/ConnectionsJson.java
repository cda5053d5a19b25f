package io.penstock.admin;

import io.penstock.accesslog.PeerText;
import io.penstock.passage.Labels;
import io.penstock.passage.Living;
import io.penstock.passage.Roll;

/** Living connections. */
final class ConnectionsJson {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private ConnectionsJson() {}

    /** A page of them. */
    static String of(Roll roll, ConnectionsQuery query) {
        var first = roll.first();
        int from = Math.min(query.offset(), first.size());
        return Json.object(json ->
                json.number("living", roll.living())
                        .number("matching", roll.matching())
                        .number("offset", query.offset())
                        .number("reachable", ConnectionsQuery.REACHABLE)
                        .objects(
                                "connections",
                                first.subList(from, first.size()),
                                ConnectionsJson::connection));
    }

    /** One that was closed. */
    static String closed(Living living) {
        return Json.object(json -> json.object("closed", j -> connection(j, living)));
    }

    private static void connection(Json json, Living living) {
        var parties = living.parties();
        json.text("id", living.id())
                .text("startedAt", living.age().startedAt())
                .number("ageMillis", living.age().nanos() / NANOS_PER_MILLI)
                .text("state", living.joined() ? "connected" : "connecting")
                .text("client", parties.client())
                .text("destination", parties.destination())
                .text("gatewayAddress", parties.gateway())
                .text("resourceAddress", parties.resource())
                .text("requestedName", parties.requestedName().map(PeerText::cut))
                .number("bytesFromClient", living.bytesFromClient())
                .number("bytesFromResource", living.bytesFromResource());
        labels(json, Labels.of(living.subject()));
    }

    static void labels(Json json, Labels labels) {
        json.text("owner", labels.owner())
                .text("endpoint", labels.endpoint())
                .text("resource", labels.resource())
                .text("gateway", labels.gateway());
    }
}
