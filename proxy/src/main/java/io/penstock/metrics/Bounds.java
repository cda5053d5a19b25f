package io.penstock.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Up to where each bucket of a histogram goes. */
final class Bounds {
    /** Short ones for a network nearby, long ones up to a usual connect timeout. */
    static final Bounds CONNECT =
            of(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10);

    /** From a request that a cache answers to one that a person gives up. */
    static final Bounds REQUEST =
            of(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60);

    /** From a request to a pooled connection of days. */
    static final Bounds LIFETIME = of(0.01, 0.1, 1, 10, 60, 300, 1800, 3600, 21_600, 86_400);

    /** Of an event loop, where a millisecond is little and a second is very much. */
    static final Bounds LAG = of(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5);

    private final long[] nanos;
    private final List<String> labels;

    private Bounds(double... seconds) {
        nanos =
                DoubleStream.of(seconds)
                        .mapToLong(each -> Math.round(each * TimeUnit.SECONDS.toNanos(1)))
                        .toArray();
        labels =
                Stream.concat(
                                DoubleStream.of(seconds).mapToObj(Double::toString),
                                Stream.of("+Inf"))
                        .toList();
    }

    /**
     * These, and one without an end.
     *
     * @param seconds in rising order
     */
    static Bounds of(double... seconds) {
        return new Bounds(seconds);
    }

    /** How many buckets there are. */
    int buckets() {
        return labels.size();
    }

    /** The bucket of a time; a bound belongs to the bucket that it ends. */
    int bucket(long time) {
        int found = Arrays.binarySearch(nanos, time);
        return found < 0 ? -found - 1 : found;
    }

    /** The values of the label {@code le}. */
    List<String> labels() {
        return labels;
    }
}
