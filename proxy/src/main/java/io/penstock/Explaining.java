package io.penstock;

import io.penstock.admin.AdminView;
import io.penstock.explain.Asked;
import io.penstock.explain.Explainer;
import io.penstock.explain.Query;
import io.penstock.gateway.Health;
import io.penstock.gateway.LookupOutcome;
import io.penstock.gateway.Resolution;
import io.penstock.passage.Workers;
import io.penstock.resource.Exposure;
import io.penstock.snapshot.Snapshot;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Answers explain requests from what the running appliance knows. Blocks; not for event loops. */
final class Explaining implements Function<Map<String, String>, AdminView.Explained> {
    private static final int PATIENCE_SECONDS = 8;

    private final Workers workers;
    private final Supplier<Snapshot> snapshot;
    private final Explainer explainer;

    Explaining(Workers workers, Supplier<Snapshot> snapshot, Health health) {
        this.workers = workers;
        this.snapshot = snapshot;
        this.explainer = new Explainer(this::resolve, health::of, health::pool);
    }

    @Override
    public AdminView.Explained apply(Map<String, String> parameters) {
        return switch (Query.of(parameters)) {
            case Query query ->
                    new AdminView.Explained.Told(explainer.explain(query, snapshot.get()).toJson());
            case Asked.Wrongly(var problem) -> new AdminView.Explained.Misasked(problem);
        };
    }

    private Resolution resolve(Snapshot snapshot, Exposure exposure) {
        try {
            return workers.resolve(snapshot, exposure).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Resolution.Nothing(LookupOutcome.TIMED_OUT, "interrupted");
        } catch (ExecutionException | TimeoutException e) {
            return new Resolution.Nothing(
                    LookupOutcome.TIMED_OUT, "no answer within " + PATIENCE_SECONDS + " s");
        }
    }
}
