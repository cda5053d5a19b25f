package io.penstock.admin;

import io.penstock.endpoint.DoorPlan;
import io.penstock.gateway.AddressHealth;
import io.penstock.gateway.Health;
import io.penstock.metrics.Exposition;
import io.penstock.passage.Living;
import io.penstock.passage.Refusals;
import io.penstock.passage.Roll;
import io.penstock.passage.Traffic;
import io.penstock.reload.Reload;
import io.penstock.resource.Exposure;
import io.penstock.resource.Identity;
import io.penstock.snapshot.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the admin server sees of the appliance and may set off. All of it may be called by several
 * threads at once.
 *
 * @param about what runs here
 * @param snapshot the current one
 * @param doors how what is open now is listened on
 * @param health what is known of a resource
 * @param addresses what is known of the addresses that an exposure's connections may go to
 * @param readiness asked on the event loop, so it must not block
 * @param metrics the metrics in the format that an {@code Accept} header asks for; called on a
 *     worker thread
 * @param refusals who was refused lately
 * @param connections the living ones
 * @param explain answers an explain request from its query parameters; called on a worker thread,
 *     so it may block
 * @param reload asks for a reload and gives what became of it
 * @param rehearse asks what a reload would do, and does nothing
 * @param reloads the last ones, the latest last
 * @param drain begins to stop the appliance, and returns at once
 */
public record AdminView(
        About about,
        Supplier<Snapshot> snapshot,
        Traffic traffic,
        Supplier<DoorPlan> doors,
        Function<Identity, Health.State> health,
        Function<Exposure, List<AddressHealth>> addresses,
        Supplier<Readiness> readiness,
        Function<Optional<String>, Exposition> metrics,
        Refusals refusals,
        Connections connections,
        Function<Map<String, String>, Explained> explain,
        Supplier<CompletionStage<Reload>> reload,
        Supplier<CompletionStage<Reload>> rehearse,
        Supplier<List<Reload>> reloads,
        Runnable drain) {
    /**
     * Which Penstock, and since when.
     *
     * @param engine what small pieces are written by, for people
     */
    public record About(String version, Instant startedAt, String engine) {}

    /** The living connections. */
    public interface Connections {
        /** Looks at all of them; fails if the event loops do not answer in time. */
        CompletionStage<Roll> roll(Roll.Query query);

        /** Ends the one with that ID, and gives what it was; empty if there is none. */
        CompletionStage<Optional<Living>> close(String id);
    }

    /** What became of an explain request. */
    public sealed interface Explained {
        /** The explanation, as one JSON object. */
        record Told(String json) implements Explained {}

        /** The question is wrong: a parameter is missing, or names nothing. */
        record Misasked(String problem) implements Explained {}
    }
}
