package io.penstock.metrics;

import io.penstock.passage.Labels;
import io.penstock.passage.Traffic;
import io.penstock.resource.Subject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The series of every exposure: of what is configured, and of what was as long as a connection of
 * it lives and until that one's end was shown. Found by one look-up without a lock. Any thread.
 */
final class Exposures {
    private final Families families;
    private final Traffic traffic;
    private final Map<Labels, ExposureSeries> all = new ConcurrentHashMap<>();
    private volatile Set<Labels> configured = Set.of();

    /** None yet. */
    Exposures(Families families, Traffic traffic) {
        this.families = families;
        this.traffic = traffic;
    }

    /** Those that were of no use when somebody looked, by how many connections they had had. */
    record Forgotten(Map<ExposureSeries, Long> opened) {
        /** Whether it was one of them, and nobody has come since. */
        private boolean has(ExposureSeries series) {
            var before = opened.get(series);
            return before != null && before == series.openedSoFar();
        }
    }

    ExposureSeries of(Subject subject) {
        var mine = Labels.of(subject);
        var known = all.get(mine); // takes no lock, as computing would
        return known != null
                ? known
                : all.computeIfAbsent(
                        mine, labels -> new ExposureSeries(families, labels, traffic));
    }

    /** Makes the series of these at zero; those of others are there while somebody needs them. */
    void configure(List<Subject> subjects) {
        subjects.forEach(this::of);
        configured = subjects.stream().map(Labels::of).collect(Collectors.toUnmodifiableSet());
    }

    /** What nobody would miss, once it was shown as it is now. */
    Forgotten forgotten() {
        var found = new HashMap<ExposureSeries, Long>();
        all.forEach((labels, series) -> {
            if (isForgotten(labels, series)) {
                found.put(series, series.openedSoFar());
            }
        });
        return new Forgotten(found);
    }

    private boolean isForgotten(Labels labels, ExposureSeries series) {
        return !configured.contains(labels)
                && series.living() == 0
                && traffic.of(labels).active() == 0;
    }

    /** Takes away what was forgotten then and still is. */
    void drop(Forgotten forgotten) {
        all.entrySet()
                .removeIf(entry -> {
                    var series = entry.getValue();
                    boolean goes = forgotten.has(series) && isForgotten(entry.getKey(), series);
                    if (goes) {
                        series.remove();
                    }
                    return goes;
                });
    }
}
