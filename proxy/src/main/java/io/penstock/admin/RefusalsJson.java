package io.penstock.admin;

import io.penstock.accesslog.PeerText;
import io.penstock.passage.Refusals;
import io.penstock.passage.Refusals.Refusal;

/** Who was refused lately. */
final class RefusalsJson {
    private RefusalsJson() {}

    static String of(Refusals refusals) {
        var counts = refusals.counts();
        return Json.object(json ->
                json.number("remembered", Refusals.REMEMBERED)
                        .number("rememberedPerSecond", Refusals.PER_SECOND)
                        .number("noted", refusals.noted())
                        .object("counts", c -> counts.forEach(c::number))
                        .objects("refusals", refusals.latest(), RefusalsJson::refusal));
    }

    private static void refusal(Json json, Refusal refusal) {
        json.number("number", refusal.number())
                .text("at", refusal.at())
                .text("reason", refusal.reason())
                .text("detail", refusal.detail().map(PeerText::cut))
                .text("client", refusal.client())
                .text("destination", refusal.destination())
                .text("resourceAddress", refusal.resource())
                .text("requestedName", refusal.requestedName().map(PeerText::cut))
                .object("request", refusal.asked(), RefusalsJson::request)
                .text("child", refusal.child());
        ConnectionsJson.labels(json, refusal.labels());
    }

    private static void request(Json json, Refusals.Asked asked) {
        json.text("method", PeerText.cut(asked.method()))
                .text("path", PeerText.cut(asked.path()))
                .number("status", asked.status());
    }
}
