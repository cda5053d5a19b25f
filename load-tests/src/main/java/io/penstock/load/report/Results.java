package io.penstock.load.report;

import io.penstock.load.machine.Machine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a run, or several, came to: what is written as JSON.
 *
 * @param versions of everything that took part
 * @param notes on how it was measured
 */
public record Results(
        String time,
        Machine machine,
        Map<String, String> versions,
        List<String> notes,
        List<Scenario> scenarios) {
    /**
     * One scenario.
     *
     * @param effort how long and how often it was measured
     * @param ours the contestants that the goals are for
     * @param peers those that count for "the best of the others"
     */
    public record Scenario(
            String id,
            String title,
            String explanation,
            String effort,
            List<String> ours,
            List<String> peers,
            List<Goal> goals,
            List<Row> rows) {
        /** The contestant of that name, if it was measured. */
        public Optional<Row> row(String name) {
            return rows.stream().filter(row -> row.name().equals(name)).findFirst();
        }

        /** Figures that anybody has, in order. */
        public List<Figure> figures() {
            return Stream.of(Figure.values())
                    .filter(figure -> rows.stream().anyMatch(row -> row.of(figure).isPresent()))
                    .toList();
        }
    }

    /**
     * One contestant.
     *
     * @param config what it was told; empty for none
     * @param rounds one sample for each round, empty if it failed
     * @param problems what failed, in words
     */
    public record Row(String name, String config, List<Sample> rounds, List<String> problems) {
        /** One figure over all rounds. */
        public Optional<Statistics> of(Figure figure) {
            return Statistics.of(rounds, figure);
        }
    }

    /** These scenarios, and the earlier ones that are not among them. */
    public Results over(Results earlier) {
        var sum = new LinkedHashMap<String, Scenario>();
        earlier.scenarios.forEach(scenario -> sum.put(scenario.id(), scenario));
        scenarios.forEach(scenario -> sum.put(scenario.id(), scenario));
        var allVersions = new TreeMap<>(earlier.versions);
        allVersions.putAll(versions);
        var allNotes = Stream.concat(notes.stream(), earlier.notes.stream()).distinct().toList();
        return new Results(time, machine, allVersions, allNotes, List.copyOf(sum.values()));
    }
}
