package io.penstock.load.scenario;

import io.penstock.load.peer.Contestant;
import io.penstock.load.peer.Peers;
import io.penstock.load.profile.Profiler;
import io.penstock.load.traffic.Wrk;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/**
 * Profiles of every proxy under every load that needs no start of its own, and system calls of
 * connections.
 */
final class Profiling {
    private static final int CONCURRENT = 8;

    private final Bench bench;
    private final Fleet fleet;
    private final Profiler profiler;
    private final PrintWriter progress;

    Profiling(Bench bench, Fleet fleet, Profiler profiler, PrintWriter progress) {
        this.bench = bench;
        this.fleet = fleet;
        this.profiler = profiler;
        this.progress = progress;
    }

    /** Looks at all of them. */
    void run(List<Scenario> scenarios) throws IOException {
        for (var scenario : scenarios) {
            if (scenario.load() instanceof Load.OnRunning load) {
                for (var contestant : proxies(scenario)) {
                    progress.printf("%s: %s%n", scenario.id(), contestant.name());
                    stacks(scenario, load, contestant);
                }
            }
        }
        for (var contestant :
                scenarios.stream().flatMap(s -> proxies(s).stream()).distinct().toList()) {
            progress.printf("system calls: %s%n", contestant.name());
            systemCalls(contestant);
        }
        progress.println(profiler.systemCallTable());
    }

    private static List<Contestant> proxies(Scenario scenario) {
        return scenario.contestants().stream()
                .filter(c -> !c.peer().equals(Peers.DIRECT))
                .filter(c -> c.peer().needs().stream().allMatch(tool -> tool.find().isPresent()))
                .toList();
    }

    private void stacks(Scenario scenario, Load.OnRunning load, Contestant contestant)
            throws IOException {
        var running = fleet.running(contestant);
        var effort = bench.effort();
        load.measure(bench, running, effort.warmUp());
        profiler.stacks(
                scenario.id() + "-" + fileName(contestant),
                running.pids(),
                () -> load.measure(bench, running, effort.time()));
    }

    private void systemCalls(Contestant contestant) throws IOException {
        var running = fleet.running(contestant);
        var target = Bench.target(running, bench.effort().time());
        profiler.systemCalls(
                fileName(contestant),
                running.pids(),
                () -> bench.wrk().run(target, Wrk.Requests.closing(CONCURRENT)));
    }

    private static String fileName(Contestant contestant) {
        return contestant.peer().id();
    }
}
