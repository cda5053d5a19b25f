package io.penstock.admin;

import io.penstock.endpoint.DoorPlan;
import io.penstock.gateway.Health;
import io.penstock.metrics.Exposition;
import io.penstock.metrics.Page;
import io.penstock.passage.Living;
import io.penstock.passage.Refusals;
import io.penstock.passage.Roll;
import io.penstock.passage.Traffic;
import io.penstock.reload.Reload;
import io.penstock.snapshot.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What admin servers of tests see. */
final class Views {
    /** Nobody is connected. */
    static final AdminView.Connections NO_CONNECTIONS =
            new AdminView.Connections() {
                @Override
                public CompletionStage<Roll> roll(Roll.Query query) {
                    return CompletableFuture.completedFuture(new Roll(0, 0, List.of()));
                }

                @Override
                public CompletionStage<Optional<Living>> close(String id) {
                    return CompletableFuture.completedFuture(Optional.empty());
                }
            };

    private Views() {}

    /** One of these pieces. */
    static Exposition exposition(List<String> pieces) {
        var rest = pieces.iterator();
        return new Exposition() {
            @Override
            public String contentType() {
                return "text/test";
            }

            @Override
            public boolean next(Page page) {
                if (rest.hasNext()) {
                    page.append(rest.next());
                }
                return rest.hasNext();
            }
        };
    }

    /** Of an appliance that does nothing but count. */
    static AdminView of(
            Supplier<Snapshot> snapshot, Traffic traffic, Supplier<Health.State> health) {
        return of(snapshot, traffic, health, () -> exposition(List.of()));
    }

    /** The same with these metrics. */
    static AdminView of(
            Supplier<Snapshot> snapshot,
            Traffic traffic,
            Supplier<Health.State> health,
            Supplier<Exposition> metrics) {
        CompletionStage<Reload> none =
                CompletableFuture.failedFuture(new AssertionError("nobody reloads here"));
        return new AdminView(
                new AdminView.About("0-test", Instant.parse("2026-11-23T12:00:00Z"), "io_uring"),
                snapshot,
                traffic,
                () -> DoorPlan.NONE,
                _ -> health.get(),
                _ -> List.of(),
                () -> Readiness.READY,
                _ -> metrics.get(),
                new Refusals(System::nanoTime),
                NO_CONNECTIONS,
                _ -> new AdminView.Explained.Misasked("nobody explains here"),
                () -> none,
                () -> none,
                List::of,
                () -> {});
    }
}
