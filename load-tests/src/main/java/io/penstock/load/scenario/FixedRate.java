package io.penstock.load.scenario;

import io.penstock.load.peer.Running;
import io.penstock.load.report.Figure;
import io.penstock.load.report.Sample;
import io.penstock.load.traffic.OpenLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Requests at a rate that everybody manages: what a proxy adds to their latency. */
record FixedRate(int perSecond, int connections) implements Load.OnRunning {
    private static final Map<Figure, Figure> ADDED =
            Map.of(
                    Figure.P50, Figure.ADDED_P50,
                    Figure.P99, Figure.ADDED_P99,
                    Figure.P999, Figure.ADDED_P999);

    @Override
    public Set<Figure> figures() {
        return Set.of(
                Figure.CPU_PER_REQUEST, Figure.P50, Figure.P99, Figure.P999, Figure.ADDED_P99);
    }

    @Override
    public Sample measure(Bench bench, Running running, Duration time) throws IOException {
        try (var loop = new OpenLoop(Bench.target(running, time), connections)) {
            var metered = bench.meter().of(running::pids, () -> loop.run(perSecond, time));
            return Unit.REQUEST.sample(
                    metered.result(), metered.usage(), !running.pids().isEmpty());
        }
    }

    @Override
    public Sample beside(Sample direct, Sample own) {
        var sum = own;
        for (var entry : ADDED.entrySet()) {
            var ours = own.get(entry.getKey());
            var without = direct.get(entry.getKey());
            if (ours.isPresent() && without.isPresent()) {
                sum = sum.with(entry.getValue(), ours.getAsDouble() - without.getAsDouble());
            }
        }
        return sum;
    }
}
