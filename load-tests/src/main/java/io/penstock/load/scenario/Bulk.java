package io.penstock.load.scenario;

import io.penstock.load.peer.Port;
import io.penstock.load.peer.Running;
import io.penstock.load.report.Figure;
import io.penstock.load.report.Sample;
import io.penstock.load.traffic.Iperf;
import io.penstock.load.traffic.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** As many bytes as pass. */
record Bulk(int streams, Iperf.Way way) implements Load.OnRunning {
    @Override
    public Set<Figure> figures() {
        return Unit.GIB.figures();
    }

    @Override
    public Sample measure(Bench bench, Running running, Duration time) throws IOException {
        var target = new Target(running.address(), Port.BULK, time);
        var metered = bench.meter().of(running::pids, () -> Iperf.run(target, streams, way));
        return Unit.GIB.sample(metered.result(), metered.usage(), !running.pids().isEmpty());
    }
}
