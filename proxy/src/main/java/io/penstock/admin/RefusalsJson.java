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
                        .object(
                                "counts",
                                c ->
                                        counts.forEach(
                                                (reason, count) -> c.number(reason.label(), count)))
                        .objects("refusals", refusals.latest(), RefusalsJson::refusal));
    }

    private static void refusal(Json json, Refusal refusal) {
        json.number("number", refusal.number())
                .text("at", refusal.at())
                .text("reason", refusal.reason().label())
                .text("detail", refusal.detail().map(PeerText::cut))
                .text("client", refusal.client())
                .text("destination", refusal.destination())
                .text("resourceAddress", refusal.resource())
                .text("requestedName", refusal.requestedName().map(PeerText::cut))
                .text("child", refusal.child());
        ConnectionsJson.labels(json, refusal.labels());
    }
}
