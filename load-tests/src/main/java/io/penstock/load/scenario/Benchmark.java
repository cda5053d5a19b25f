package io.penstock.load.scenario;

import io.penstock.load.machine.Children;
import io.penstock.load.machine.Machine;
import io.penstock.load.machine.Meter;
import io.penstock.load.machine.Sampler;
import io.penstock.load.machine.Tool;
import io.penstock.load.peer.Ground;
import io.penstock.load.peer.Origin;
import io.penstock.load.peer.Peers;
import io.penstock.load.profile.Profiler;
import io.penstock.load.report.Results;
import io.penstock.load.traffic.Wrk;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The whole of a run, from the selected scenarios to their results. */
public final class Benchmark {
    private final Cast onHost;
    private final Optional<Cast> inContainers;
    private final Effort effort;
    private final List<Scenario> scenarios;
    private final PrintWriter progress;

    /**
     * What is to be run.
     *
     * @param inContainers who takes part a second time, if anybody does
     * @param thorough whether peers take part with their second settings everywhere
     */
    public Benchmark(
            Cast onHost,
            Optional<Cast> inContainers,
            Effort effort,
            boolean thorough,
            PrintWriter progress) {
        this(
                onHost,
                inContainers,
                effort,
                Stream.concat(
                                new Scenarios(onHost, effort, thorough).all().stream(),
                                inContainers.stream()
                                        .flatMap(cast ->
                                                new Scenarios(cast, effort, thorough)
                                                        .inContainers().stream()))
                        .toList(),
                progress);
    }

    private Benchmark(
            Cast onHost,
            Optional<Cast> inContainers,
            Effort effort,
            List<Scenario> scenarios,
            PrintWriter progress) {
        this.onHost = onHost;
        this.inContainers = inContainers;
        this.effort = effort;
        this.scenarios = scenarios.stream().filter(s -> !s.contestants().isEmpty()).toList();
        this.progress = progress;
    }

    /** Every scenario, one a line, for a list. */
    public List<String> list() {
        return scenarios.stream()
                .map(s -> "%-22s %s%s".formatted(s.id(), s.title(), s.isQuick() ? " (quick)" : ""))
                .toList();
    }

    /** The same with the quick ones only. */
    public Benchmark quick() {
        return with(Scenario::isQuick);
    }

    /**
     * The same with these only.
     *
     * @throws IllegalArgumentException if there is no such scenario
     */
    public Benchmark only(List<String> ids) {
        var known = scenarios.stream().map(Scenario::id).toList();
        var unknown = ids.stream().filter(id -> !known.contains(id)).toList();
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "no such scenario: %s; there are %s".formatted(unknown, known));
        }
        return with(scenario -> ids.contains(scenario.id()));
    }

    private Benchmark with(Predicate<Scenario> selected) {
        return new Benchmark(
                onHost,
                inContainers,
                effort,
                scenarios.stream().filter(selected).toList(),
                progress);
    }

    /**
     * What came of it.
     *
     * @param faults what a check must not find
     */
    public record Outcome(Results results, List<String> faults) {}

    /**
     * Runs all of it.
     *
     * @param home of the project
     * @param folder for everything that is written meanwhile
     * @throws Tool.MissingTool if one of the programs that make the loads is not installed
     */
    public Outcome run(Path home, Path folder) throws IOException {
        return with(
                home,
                folder,
                (ground, children) -> {
                    var sampler = Sampler.find(children, folder);
                    try (var fleet = new Fleet(ground)) {
                        var runner = new Runner(bench(ground, new Meter(sampler)), fleet, progress);
                        return outcome(ground.machine(), sampler, runner);
                    }
                });
    }

    /**
     * Leaves profiles instead of figures.
     *
     * @param output where they go
     * @throws Tool.MissingTool if a program for that is not installed
     */
    public void profile(Path home, Path folder, Path output) throws IOException {
        List.of(Tool.PERF, Tool.STRACE).forEach(Tool::path);
        with(
                home,
                folder,
                (ground, children) -> {
                    var sampler =
                            switch (Sampler.find(children, folder)) {
                                case Sampler.Found.Working(var working) -> working;
                                case Sampler.Found.Unavailable(var reason) ->
                                        throw new IOException(reason);
                            };
                    // The profiler has the counters to itself.
                    var meter = new Meter(new Sampler.Found.Unavailable("profiles are taken"));
                    try (var fleet = new Fleet(ground)) {
                        var profiler = new Profiler(children, sampler, output);
                        new Profiling(bench(ground, meter), fleet, profiler, progress)
                                .run(scenarios);
                    }
                    return output;
                });
    }

    @FunctionalInterface
    private interface Work<T> {
        T run(Ground ground, Children children) throws IOException;
    }

    private static <T> T with(Path home, Path folder, Work<T> work) throws IOException {
        List.of(Tool.NGINX, Tool.WRK, Tool.IPERF3).forEach(Tool::path);
        Files.createDirectories(folder);
        try (var children = new Children(folder)) {
            var ground = Ground.of(Machine.here(), children, home, folder);
            try (var _ = Origin.start(ground)) {
                return work.run(ground, children);
            }
        }
    }

    private Bench bench(Ground ground, Meter meter) throws IOException {
        return new Bench(ground.machine(), meter, new Wrk(ground.folder()), effort);
    }

    private Outcome outcome(Machine machine, Sampler.Found sampler, Runner runner) {
        var results = new ArrayList<Results.Scenario>();
        var faults = new ArrayList<String>();
        var notes = new ArrayList<String>();
        if (sampler instanceof Sampler.Found.Unavailable(var reason)) {
            notes.add("no sampled CPU: " + reason);
        }
        for (var scenario : scenarios) {
            var missing = scenario.needs().stream().filter(tool -> tool.find().isEmpty()).toList();
            if (missing.isEmpty()) {
                var result = runner.run(scenario);
                results.add(result);
                faults.addAll(Runner.faults(scenario, result));
            } else {
                missing.forEach(tool -> notes.add("no " + scenario.id() + ": " + tool.remedy()));
            }
        }
        faults.addAll(notes);
        notes.forEach(progress::println);
        var time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        return new Outcome(new Results(time, machine, versions(), notes, results), faults);
    }

    private Map<String, String> versions() {
        var versions = new TreeMap<String, String>();
        versions.put("Java", System.getProperty("java.vendor") + " " + Runtime.version());
        onHost.penstock().version().ifPresent(v -> versions.put("Penstock", v));
        inContainers
                .flatMap(cast -> cast.penstock().version())
                .ifPresent(v -> versions.put("Container", v));
        Peers.HAPROXY.version().ifPresent(v -> versions.put("HAProxy", v));
        Peers.NGINX.version().ifPresent(v -> versions.put("nginx", v));
        for (var tool : List.of(Tool.WRK, Tool.IPERF3, Tool.H2LOAD, Tool.PERF)) {
            tool.version().ifPresent(v -> versions.put(tool.name().toLowerCase(Locale.ROOT), v));
        }
        return versions;
    }
}
