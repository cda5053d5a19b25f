package io.penstock.load.scenario;

import io.penstock.load.machine.Meter;
import io.penstock.load.machine.Proc;
import io.penstock.load.peer.Running;
import io.penstock.load.report.Figure;
import io.penstock.load.report.Sample;
import io.penstock.load.traffic.Done;
import io.penstock.load.traffic.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * As much of something as passes.
 *
 * @param memory whether the proxy's resident memory right after it is told
 */
record Closed(Unit unit, Generator generator, boolean memory) implements Load.OnRunning {
    /** Makes the load; waits until it is over. */
    @FunctionalInterface
    interface Generator {
        /** Against this target, with the bench's tools. */
        Done run(Bench bench, Target target) throws IOException;
    }

    @Override
    public Set<Figure> figures() {
        var all = EnumSet.copyOf(unit.figures());
        if (memory) {
            all.add(Figure.RESIDENT);
        }
        return all;
    }

    @Override
    public Sample measure(Bench bench, Running running, Duration time) throws IOException {
        Meter.Metered<Done> metered =
                bench.meter()
                        .of(running::pids, () -> generator.run(bench, Bench.target(running, time)));
        boolean proxied = !running.pids().isEmpty();
        var sample = unit.sample(metered.result(), metered.usage(), proxied);
        return memory && proxied ? sample.with(Figure.RESIDENT, resident(running)) : sample;
    }

    static double resident(Running running) {
        return Proc.memory(running.pids()) / (double) (1 << 20);
    }
}
