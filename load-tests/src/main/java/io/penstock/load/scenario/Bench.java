package io.penstock.load.scenario;

import io.penstock.load.machine.Machine;
import io.penstock.load.machine.Meter;
import io.penstock.load.peer.Running;
import io.penstock.load.traffic.Target;
import io.penstock.load.traffic.Wrk;
import java.time.Duration;

/** What a load measures with. */
public record Bench(Machine machine, Meter meter, Wrk wrk, Effort effort) {
    /** Whom a load is for, for so long. */
    static Target target(Running running, Duration time) {
        return new Target(running.address(), running.port(), time);
    }

    /** So many connections, or as many as the descriptor limit lets a proxy hold. */
    int connections(int wanted) {
        int most = (machine.descriptors() - 1000) / 2;
        return Math.min(effort.of(wanted), Math.max(1, most));
    }
}
