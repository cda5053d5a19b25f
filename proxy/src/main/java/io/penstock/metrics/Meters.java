package io.penstock.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Makes the series of one object (an endpoint, a gateway, the appliance itself), and takes all of
 * them away again when the object is gone. Any thread; making and taking away wait for each other.
 */
final class Meters {
    private final Families families;
    private final List<Label> labels;
    private final String object;
    private final byte[] opening;
    private boolean isRemoved; // by this

    /**
     * Without any series.
     *
     * @param labels that say which object it is; each metric has these first
     * @param values of them
     */
    Meters(Families families, List<Label> labels, String... values) {
        if (values.length != labels.size()) {
            throw new IllegalArgumentException(labels + " are not " + Arrays.toString(values));
        }
        this.families = families;
        this.labels = labels;
        this.object = LabelText.opening(labels, List.of(values));
        this.opening = LabelText.bytes(object);
    }

    /** A counter with these values of the metric's further labels. */
    Counter counter(Metric metric, String... more) {
        var counter = new Counter(closing(metric, more));
        add(metric, counter);
        return counter;
    }

    /** A counter or a gauge that is read from elsewhere whenever somebody asks. */
    void reading(Metric metric, DoubleSupplier source, String... more) {
        add(metric, new Reading(closing(metric, more), source));
    }

    /** A histogram of times, and its highest value of the last minutes. */
    Histogram histogram(Metric metric, Bounds bounds) {
        var histogram = new Histogram(bounds, families.clock());
        add(metric, histogram);
        add(metric.peak(), histogram.peak());
        return histogram;
    }

    private byte[] closing(Metric metric, String... more) {
        var all = metric.labels();
        if (all.size() != labels.size() + more.length
                || !all.subList(0, labels.size()).equals(labels)) {
            throw new IllegalArgumentException(
                    metric.name() + " has other labels than " + object + Arrays.toString(more));
        }
        return families.of(metric).closing(List.of(more));
    }

    /** Late ones are shown no more: the next object of these labels has them to itself. */
    private synchronized void add(Metric metric, Series series) {
        if (!isRemoved) {
            families.of(metric).add(object, opening, series);
        }
    }

    /** Takes those of one metric away. */
    synchronized void remove(Metric metric) {
        if (!isRemoved) {
            families.of(metric).remove(object);
        }
    }

    /** Takes all of them away, for good; what is made later of the same labels is not touched. */
    synchronized void remove() {
        if (!isRemoved) {
            isRemoved = true;
            families.all().forEach(family -> family.remove(object));
        }
    }
}
