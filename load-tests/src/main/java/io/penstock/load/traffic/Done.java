package io.penstock.load.traffic;

import java.util.OptionalDouble;

/**
 * What a load came to.
 *
 * @param units of work that were done: requests, connections or GiB
 * @param seconds that it took
 * @param errors that the generator saw
 * @param latency of the units, where it was measured
 */
public record Done(double units, double seconds, long errors, Latency latency) {
    /** Percentiles in microseconds. */
    public record Latency(OptionalDouble p50, OptionalDouble p99, OptionalDouble p999) {
        /** Not measured. */
        public static final Latency UNKNOWN =
                new Latency(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());

        /** Measured. */
        public static Latency of(double p50, double p99, double p999) {
            return new Latency(
                    OptionalDouble.of(p50), OptionalDouble.of(p99), OptionalDouble.of(p999));
        }
    }

    /** Without latencies. */
    public static Done of(double units, double seconds, long errors) {
        return new Done(units, seconds, errors, Latency.UNKNOWN);
    }

    /** Units in a second. */
    public double rate() {
        return units / seconds;
    }
}
