package io.penstock.load.scenario;

import io.penstock.load.machine.Interrupted;
import io.penstock.load.machine.Proc;
import io.penstock.load.peer.Configured;
import io.penstock.load.report.Figure;
import io.penstock.load.report.Sample;
import io.penstock.load.traffic.OpenLoop;
import io.penstock.load.traffic.Target;
import io.penstock.load.traffic.Wrk;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/**
 * Connections that do nothing after one request, then a trickle of requests among them.
 *
 * @param connections as far as the descriptor limit goes
 */
record Idle(int connections, int trickle) implements Load.OnStart {
    private static final int LONGER = 3;
    private static final Duration SETTLING = Duration.ofSeconds(1);

    @Override
    public Set<Figure> figures() {
        return Set.of(
                Figure.HELD, Figure.MEMORY_PER_CONNECTION, Figure.CPU_PER_REQUEST, Figure.P99);
    }

    @Override
    public Sample measure(Bench bench, Configured configured) throws IOException {
        int count = bench.connections(connections);
        try (var running = configured.start()) {
            var target = new Target(running.address(), running.port(), SETTLING);
            bench.wrk().run(target, Wrk.Requests.keepingAlive(64));
            Interrupted.sleep(SETTLING);
            long before = Proc.memory(running.pids());
            try (var loop = new OpenLoop(target, count)) {
                Interrupted.sleep(SETTLING);
                double each = (Proc.memory(running.pids()) - before) / 1024.0 / count;
                // So little work needs longer, or its CPU is lost in the grain of the accounts.
                var time = bench.effort().time().multipliedBy(LONGER);
                var metered = bench.meter().of(running::pids, () -> loop.run(trickle, time));
                running.requireHealthy();
                return Unit.REQUEST
                        .sample(metered.result(), metered.usage(), true)
                        .with(Figure.HELD, count)
                        .with(Figure.MEMORY_PER_CONNECTION, each);
            }
        }
    }
}
