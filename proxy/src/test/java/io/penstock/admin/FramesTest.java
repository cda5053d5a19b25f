package io.penstock.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.gateway.Health;
import io.penstock.passage.LiveTraffic;
import io.penstock.passage.Traffic;
import io.penstock.snapshot.Snapshot;
import io.penstock.testing.Zigi;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FramesTest {
    private final AtomicReference<Snapshot> snapshot =
            new AtomicReference<>(new Zigi().endpoints("one", "two", "three").snapshot(3));
    private final AtomicReference<Health.State> health =
            new AtomicReference<>(Health.State.UNKNOWN);
    private final AtomicLong nanos = new AtomicLong();
    private final Traffic traffic = new Traffic(1);
    private final Frames frames =
            new Frames(Views.of(snapshot::get, traffic, health::get), nanos::get);

    @Test
    void beginsWithEveryRowAndThenShowsTheChangedOnesOnly() {
        nanos.set(5_000_000_000L);
        var first = read(frames.next(true).whole().orElseThrow());

        assertThat(first.getBoolean("whole")).isTrue();
        assertThat(first.getLong("millis")).isEqualTo(5000);
        assertThat(first.getLong("revision")).isEqualTo(3);
        assertThat(first.getString("startedAt")).isEqualTo("2026-11-23T12:00:00Z");
        assertThat(first.getString("readiness")).isEqualTo("ready");
        assertThat(first.getJsonArray("columns"))
                .containsExactly(
                        "row",
                        "active",
                        "opened",
                        "refused",
                        "fromClients",
                        "fromResources",
                        "health");
        assertThat(first.getJsonArray("rows")).hasSize(3);

        var two = snapshot.get().catalog().exposures().get(1);
        LiveTraffic.entered(traffic, two);
        LiveTraffic.refused(traffic, two);
        LiveTraffic.moved(traffic, two, 73, 615);
        var next = frames.next(false);
        var changes = read(next.changes());

        assertThat(next.whole()).isEmpty();
        assertThat(changes.getBoolean("whole")).isFalse();
        assertThat(changes.getJsonArray("rows"))
                .containsExactly(JsonArray.of(1, 1, 2, 1, 73, 615, "unknown"));
        assertThat(changes.getJsonObject("total"))
                .isEqualTo(
                        JsonObject.of(
                                "active", 1,
                                "opened", 2,
                                "refused", 1,
                                "fromClients", 73,
                                "fromResources", 615));
        assertThat(read(frames.next(false).changes()).getJsonArray("rows")).isEmpty();
    }

    @Test
    void showsAChangeOfHealth() {
        frames.next(true);
        health.set(Health.State.UNREACHABLE);

        var rows = read(frames.next(false).changes()).getJsonArray("rows");

        assertThat(rows).hasSize(3);
        assertThat(rows.getJsonArray(0).getString(6)).isEqualTo("unreachable");
    }

    @Test
    void beginsAnewForEverybodyWithANewRevision() {
        frames.next(true);
        snapshot.set(new Zigi().endpoints("one", "two").snapshot(4));

        var frame = read(frames.next(false).changes());

        assertThat(frame.getBoolean("whole")).isTrue();
        assertThat(frame.getLong("revision")).isEqualTo(4);
        assertThat(frame.getJsonArray("rows")).hasSize(2);
    }

    private static JsonObject read(String event) {
        assertThat(event).startsWith("data: ").endsWith("\n\n");
        var data = event.substring("data: ".length()).strip();
        assertThat(data).doesNotContain("\n");
        return new JsonObject(data);
    }
}
