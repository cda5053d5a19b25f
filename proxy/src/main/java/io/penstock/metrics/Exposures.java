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
 * it lives and until that one's end was shown. Found by one look-up without a lock; what is
 * configured and what goes is decided by one thread at a time. Any thread.
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

    /** Those that were of no use when somebody looked. */
    record Forgotten(Map<Labels, Seen> all) {}

    /** One of them, and how many connections it had had. */
    private record Seen(ExposureSeries series, long opened) {}

    ExposureSeries of(Subject subject) {
        var mine = Labels.of(subject);
        var known = all.get(mine); // takes no lock, as computing would
        return known != null ? known : all.computeIfAbsent(mine, this::make);
    }

    /** A client was accepted. */
    void opened(Subject subject) {
        if (!of(subject).opened()) { // it is being taken away: waits until it is, makes another
            all.compute(
                    Labels.of(subject),
                    (labels, known) -> {
                        var series = known == null ? make(labels) : known;
                        series.opened(); // nobody takes it away before this returns
                        return series;
                    });
        }
    }

    private ExposureSeries make(Labels labels) {
        return new ExposureSeries(families, labels, traffic);
    }

    /** Makes the series of these at zero; those of others are there while somebody needs them. */
    synchronized void configure(List<Subject> subjects) {
        configured = subjects.stream().map(Labels::of).collect(Collectors.toUnmodifiableSet());
        subjects.forEach(this::of); // none goes any more
    }

    /** What nobody would miss, once it was shown as it is now. */
    Forgotten forgotten() {
        var found = new HashMap<Labels, Seen>();
        all.forEach((labels, series) -> {
            if (isForgotten(labels, series)) {
                found.put(labels, new Seen(series, series.openedSoFar()));
            }
        });
        return new Forgotten(Map.copyOf(found));
    }

    private boolean isForgotten(Labels labels, ExposureSeries series) {
        return !configured.contains(labels)
                && series.living() == 0
                && traffic.of(labels).active() == 0;
    }

    /** Takes away what was forgotten then, still is, and has had no connection since. */
    synchronized void drop(Forgotten forgotten) {
        forgotten.all.forEach((labels, seen) ->
                all.computeIfPresent(
                        labels,
                        (_, series) -> {
                            boolean goes =
                                    series == seen.series
                                            && series.openedSoFar() == seen.opened
                                            && isForgotten(labels, series)
                                            && series.remove();
                            return goes ? null : series;
                        }));
    }
}
