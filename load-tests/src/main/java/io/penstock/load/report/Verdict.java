package io.penstock.load.report;

import io.penstock.load.report.Results.Row;
import io.penstock.load.report.Results.Scenario;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether a goal was reached.
 *
 * @param who of ours
 * @param compared with whom; empty if the goal is absolute
 * @param ours the figure of Penstock
 * @param measured what the bound is for: the ratio, or the figure itself
 */
public record Verdict(
        Scenario scenario,
        Goal goal,
        String who,
        String compared,
        Statistics ours,
        Statistics measured) {
    /** Whether it was. */
    public boolean isReached() {
        return goal.figure().within(measured.median(), goal.bound());
    }

    /** Of all goals of a scenario for which there are figures. */
    public static List<Verdict> of(Scenario scenario) {
        return scenario.ours().stream()
                .flatMap(who -> scenario.row(who).stream())
                .flatMap(row ->
                        scenario.goals().stream().flatMap(goal -> of(scenario, goal, row).stream()))
                .toList();
    }

    private static Optional<Verdict> of(Scenario scenario, Goal goal, Row row) {
        var figure = goal.figure();
        return row.of(figure)
                .flatMap(own ->
                        switch (goal) {
                            case Goal.Absolute _ ->
                                    Optional.of(
                                            new Verdict(scenario, goal, row.name(), "", own, own));
                            case Goal.Against(var name, var _, var _) ->
                                    scenario.row(name)
                                            .flatMap(other -> against(scenario, goal, row, other));
                            case Goal.AgainstBest _ ->
                                    best(scenario, figure)
                                            .flatMap(other -> against(scenario, goal, row, other));
                        });
    }

    private static Optional<Verdict> against(Scenario scenario, Goal goal, Row row, Row other) {
        return Statistics.ofRatio(row.rounds(), other.rounds(), goal.figure())
                .flatMap(ratio ->
                        row.of(goal.figure())
                                .map(own ->
                                        new Verdict(
                                                scenario,
                                                goal,
                                                row.name(),
                                                other.name(),
                                                own,
                                                ratio)));
    }

    /** The other proxy with the best median. */
    static Optional<Row> best(Scenario scenario, Figure figure) {
        Comparator<Row> byMedian =
                Comparator.comparing(row -> row.of(figure).map(Statistics::median).orElseThrow());
        return scenario.rows().stream()
                .filter(row -> scenario.peers().contains(row.name()))
                .filter(row -> row.of(figure).isPresent())
                .max(figure.better() == Figure.Better.HIGHER ? byMedian : byMedian.reversed());
    }
}
