package io.penstock;

import io.penstock.admin.AdminView;
import io.penstock.passage.Living;
import io.penstock.passage.Roll;
import io.penstock.passage.Workers;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The workers' connections as the admin server sees them. Any thread. */
record LivingConnections(Workers workers) implements AdminView.Connections {
    @Override
    public CompletionStage<Roll> roll(Roll.Query query) {
        return workers.roll(query);
    }

    @Override
    public CompletionStage<Optional<Living>> close(String id) {
        return workers.close(id);
    }
}
