package io.penstock.config.yaml;

import io.penstock.config.yaml.Problem.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects problems, so that all of them are told at once. Who finds one reports it here and goes
 * on with a harmless value; nothing that was read is used once there is an error.
 */
public final class Problems {
    private final List<String> files = new ArrayList<>();
    private final Set<Problem> all = new LinkedHashSet<>();

    /** Takes a reason not to use the configuration. */
    public void error(Place place, String message) {
        add(new Problem(place, Severity.ERROR, message));
    }

    /** Takes a reason why one part serves nobody; everything else can be used. */
    public void withheld(Place place, String message) {
        add(new Problem(place, Severity.WITHHELD, message));
    }

    /** Takes something that is probably not what was meant. */
    public void warning(Place place, String message) {
        add(new Problem(place, Severity.WARNING, message));
    }

    /** Takes something that is worth knowing. */
    public void note(Place place, String message) {
        add(new Problem(place, Severity.NOTE, message));
    }

    private void add(Problem problem) {
        if (!files.contains(problem.place().file())) {
            files.add(problem.place().file());
        }
        all.add(problem); // once: an alias is read for each place that uses it
    }

    /** Whether the configuration must not be used. */
    public boolean hasErrors() {
        return all.stream().anyMatch(Problem::isError);
    }

    /** Everything so far, file by file, from top to bottom. */
    public List<Problem> all() {
        return all.stream()
                .sorted(
                        Comparator.<Problem>comparingInt(p -> files.indexOf(p.place().file()))
                                .thenComparingInt(p -> p.place().line())
                                .thenComparingInt(p -> p.place().column()))
                .toList();
    }
}
