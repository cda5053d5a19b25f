package io.penstock.load.scenario;

import io.penstock.load.machine.Tool;
import io.penstock.load.peer.Contestant;
import io.penstock.load.peer.Peers;
import io.penstock.load.report.Figure;
import io.penstock.load.report.Results;
import io.penstock.load.report.Sample;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** Measures scenarios: each round has every contestant once, in changing order. */
final class Runner {
    private final Bench bench;
    private final Fleet fleet;
    private final PrintWriter progress;

    Runner(Bench bench, Fleet fleet, PrintWriter progress) {
        this.bench = bench;
        this.fleet = fleet;
        this.progress = progress;
    }

    /** What a contestant came to so far. */
    private static final class Entry {
        final Contestant contestant;
        final List<Sample> rounds = new ArrayList<>();
        final List<String> problems = new ArrayList<>();
        String config = "";

        Entry(Contestant contestant) {
            this.contestant = contestant;
        }

        boolean isDirect() {
            return contestant.peer().equals(Peers.DIRECT);
        }

        void replaceLast(UnaryOperator<Sample> change) {
            rounds.add(change.apply(rounds.removeLast()));
        }
    }

    /** Measures one scenario; what fails is in the result, in words. */
    Results.Scenario run(Scenario scenario) {
        progress.printf("%s: %s%n", scenario.id(), scenario.title());
        boolean running = scenario.load() instanceof Load.OnRunning;
        fleet.keepOnly(running ? scenario.contestants() : List.of());
        var entries = scenario.contestants().stream().map(Entry::new).toList();
        var able = entries.stream().filter(entry -> prepare(scenario.load(), entry)).toList();
        for (int round = 0; round < bench.effort().rounds(); round++) {
            var order = new ArrayList<>(able);
            Collections.rotate(order, round);
            order.forEach(entry -> entry.rounds.add(measure(scenario.load(), entry)));
            beside(scenario.load(), able);
        }
        return result(scenario, entries);
    }

    /** Configures, starts and warms it up; false if that is not possible. */
    private boolean prepare(Load load, Entry entry) {
        var missing =
                entry.contestant.peer().needs().stream()
                        .filter(tool -> tool.find().isEmpty())
                        .map(Tool::remedy)
                        .toList();
        if (!missing.isEmpty()) {
            missing.forEach(remedy -> failed(entry, remedy));
            return false;
        }
        try {
            entry.config = fleet.configured(entry.contestant).config();
            if (load instanceof Load.OnRunning onRunning) {
                var running = fleet.running(entry.contestant);
                var parts = bench.effort().warmUp(entry.contestant.peer());
                running.warmUpMetrics(parts.stream().reduce(Duration.ZERO, Duration::plus));
                for (var part : parts) {
                    onRunning.measure(bench, running, part);
                }
            }
            return true;
        } catch (IOException e) {
            failed(entry, String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void failed(Entry entry, String problem) {
        entry.problems.add(problem);
        progress.printf("  %s: %s%n", entry.contestant.name(), problem);
    }

    private Sample measure(Load load, Entry entry) {
        try {
            var sample =
                    switch (load) {
                        case Load.OnRunning onRunning -> {
                            var running = fleet.running(entry.contestant);
                            var time = bench.effort().time();
                            var measured = onRunning.measure(bench, running, time);
                            running.requireHealthy();
                            yield measured;
                        }
                        case Load.OnStart onStart ->
                                onStart.measure(bench, fleet.configured(entry.contestant));
                    };
            progress.printf("  %-28s %s%n", entry.contestant.name(), inWords(sample));
            return sample;
        } catch (IOException e) {
            failed(entry, String.valueOf(e.getMessage()));
            return Sample.NONE;
        }
    }

    private static String inWords(Sample sample) {
        return String.join(
                ", ",
                sample.figures().entrySet().stream()
                        .map(entry ->
                                entry.getKey().format(entry.getValue())
                                        + " "
                                        + entry.getKey().label())
                        .toList());
    }

    private static void beside(Load load, List<Entry> entries) {
        var direct = entries.stream().filter(Entry::isDirect).findFirst();
        if (load instanceof Load.OnRunning onRunning && direct.isPresent()) {
            var without = direct.get().rounds.getLast();
            entries.stream()
                    .filter(entry -> !entry.isDirect())
                    .forEach(entry -> entry.replaceLast(own -> onRunning.beside(without, own)));
        }
    }

    private Results.Scenario result(Scenario scenario, List<Entry> entries) {
        var rows =
                entries.stream()
                        .map(entry ->
                                new Results.Row(
                                        entry.contestant.name(),
                                        entry.config,
                                        List.copyOf(entry.rounds),
                                        entry.problems.stream().distinct().toList()))
                        .toList();
        return new Results.Scenario(
                scenario.id(),
                scenario.title(),
                scenario.explanation(),
                bench.effort().sentence(scenario.load()),
                scenario.ours(),
                scenario.contestants().stream()
                        .filter(c -> Peers.isRival(c.peer()))
                        .map(Contestant::name)
                        .toList(),
                scenario.goals(),
                rows);
    }

    /** What a check has to find: figures that are missing, and errors. */
    static List<String> faults(Scenario scenario, Results.Scenario result) {
        var faults = new ArrayList<String>();
        for (var contestant : scenario.contestants()) {
            var row = result.row(contestant.name()).orElseThrow();
            row.problems().forEach(p -> faults.add(scenario.id() + ", " + row.name() + ": " + p));
            if (!contestant.peer().equals(Peers.DIRECT)) {
                scenario.load().figures().stream()
                        .filter(figure -> row.of(figure).isEmpty())
                        .forEach(f ->
                                faults.add(
                                        scenario.id() + ", " + row.name() + ": no " + f.label()));
            }
            row.of(Figure.ERRORS)
                    .filter(errors -> errors.most() > 0)
                    .ifPresent(e ->
                            faults.add(
                                    "%s, %s: %.0f errors"
                                            .formatted(scenario.id(), row.name(), e.most())));
        }
        return faults;
    }
}
