package io.penstock.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/**
 * Makes the meters of one object (an endpoint, a gateway, the appliance itself), and takes all of
 * them away again when the object is gone. Any thread.
 *
 * @param values of the labels that say which object it is, in the order of each metric's labels
 */
record Meters(MeterRegistry registry, List<String> values, Collection<Meter> made) {
    /** Short ones for a network nearby, long ones up to a usual connect timeout. */
    static final double[] CONNECT = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
    };

    /** From a request that a cache answers to one that a person gives up. */
    static final double[] REQUEST = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
    };

    /** From a request to a pooled connection of days. */
    static final double[] LIFETIME = {0.01, 0.1, 1, 10, 60, 300, 1800, 3600, 21_600, 86_400};

    /** Of an event loop, where a millisecond is little and a second is very much. */
    static final double[] LAG = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5};

    static Meters of(MeterRegistry registry, String... values) {
        return new Meters(registry, List.of(values), new ConcurrentLinkedQueue<>());
    }

    /** A counter with these values of the metric's further labels. */
    Counter counter(Metric metric, String... more) {
        return keep(
                Counter.builder(metric.meterName())
                        .description(metric.help())
                        .tags(tags(metric, more))
                        .register(registry));
    }

    /** A counter that is read from elsewhere whenever somebody asks. */
    void counter(Metric metric, DoubleSupplier source, String... more) {
        // Micrometer holds the object weakly; the function holds the source strongly.
        keep(
                FunctionCounter.builder(metric.meterName(), this, _ -> source.getAsDouble())
                        .description(metric.help())
                        .tags(tags(metric, more))
                        .register(registry));
    }

    /** A gauge that is read whenever somebody asks. */
    void gauge(Metric metric, DoubleSupplier source, String... more) {
        keep(
                Gauge.builder(metric.meterName(), source::getAsDouble)
                        .description(metric.help())
                        .tags(tags(metric, more))
                        .register(registry));
    }

    /** A histogram of seconds. */
    Timer histogram(Metric metric, double... bounds) {
        var objectives =
                DoubleStream.of(bounds)
                        .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
                        .toArray(Duration[]::new);
        return keep(
                Timer.builder(metric.meterName())
                        .description(metric.help())
                        .tags(tags(metric))
                        .serviceLevelObjectives(objectives)
                        .register(registry));
    }

    private List<Tag> tags(Metric metric, String... more) {
        var all = new ArrayList<>(values);
        all.addAll(Arrays.asList(more));
        var labels = metric.labels();
        if (all.size() != labels.size()) {
            throw new IllegalArgumentException(metric.name() + " has other labels than " + all);
        }
        var tags = new ArrayList<Tag>();
        for (int i = 0; i < all.size(); i++) {
            tags.add(Tag.of(labels.get(i).name(), all.get(i)));
        }
        return tags;
    }

    private <M extends Meter> M keep(M meter) {
        made.add(meter);
        return meter;
    }

    /** Takes those of one metric away. */
    void remove(Metric metric) {
        made.removeIf(meter -> {
            boolean meant = meter.getId().getName().equals(metric.meterName());
            if (meant) {
                registry.remove(meter);
            }
            return meant;
        });
    }

    /** Takes all of them away. */
    void remove() {
        made.forEach(registry::remove);
    }
}
