package io.penstock.load.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A figure over several rounds. */
public record Statistics(double median, double least, double most) {
    /** Of these values; empty if there are none. */
    public static Optional<Statistics> of(List<Double> values) {
        if (values.isEmpty()) {
            return Optional.empty();
        }
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median =
                sorted.size() % 2 == 1
                        ? sorted.get(middle)
                        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return Optional.of(new Statistics(median, sorted.getFirst(), sorted.getLast()));
    }

    /** Of one figure of these rounds, without those that do not have it. */
    public static Optional<Statistics> of(List<Sample> rounds, Figure figure) {
        return of(
                rounds.stream()
                        .flatMapToDouble(sample -> sample.get(figure).stream())
                        .boxed()
                        .toList());
    }

    /**
     * Of the ratio of the first to the second, each taken within one round: what disturbs the
     * machine for longer than a round disturbs both. A ratio of nothing or to nothing, or of less,
     * is left out.
     */
    public static Optional<Statistics> ofRatio(
            List<Sample> ours, List<Sample> theirs, Figure figure) {
        return of(
                IntStream.range(0, Math.min(ours.size(), theirs.size()))
                        .filter(round ->
                                ours.get(round).get(figure).orElse(0) > 0
                                        && theirs.get(round).get(figure).orElse(0) > 0)
                        .mapToObj(round ->
                                ours.get(round).get(figure).orElseThrow()
                                        / theirs.get(round).get(figure).orElseThrow())
                        .toList());
    }
}
