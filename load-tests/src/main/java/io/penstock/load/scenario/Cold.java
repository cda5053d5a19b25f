package io.penstock.load.scenario;

import io.penstock.load.peer.Configured;
import io.penstock.load.report.Figure;
import io.penstock.load.report.Sample;
import io.penstock.load.traffic.Wrk;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** A connection per request in the first seconds after the first answer. */
record Cold(int connections) implements Load.OnStart {
    private static final Duration FIRST = Duration.ofSeconds(5);

    @Override
    public Set<Figure> figures() {
        return Unit.CONNECTION.figures();
    }

    @Override
    public Sample measure(Bench bench, Configured configured) throws IOException {
        var time = bench.effort().share() < 1 ? bench.effort().time() : FIRST;
        try (var started = FirstByte.Started.of(configured)) {
            var running = started.running();
            var requests = Wrk.Requests.closing(connections);
            var metered =
                    bench.meter()
                            .of(
                                    running::pids,
                                    () -> bench.wrk().run(Bench.target(running, time), requests));
            running.requireHealthy();
            return Unit.CONNECTION.sample(metered.result(), metered.usage(), true);
        }
    }
}
