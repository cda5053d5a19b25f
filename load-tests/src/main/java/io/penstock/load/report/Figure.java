package io.penstock.load.report;

import java.util.Locale;

/** What can be measured, in the order in which tables show it. */
public enum Figure {
    REQUESTS("requests/s", 0, Better.HIGHER),
    CPU_PER_REQUEST("CPU µs/request", 2, Better.LOWER),
    CPU_PER_REQUEST_SAMPLED("sampled CPU µs/request", 2, Better.LOWER),
    CONNECTIONS("connections/s", 0, Better.HIGHER),
    CPU_PER_CONNECTION("CPU µs/connection", 1, Better.LOWER),
    CPU_PER_CONNECTION_SAMPLED("sampled CPU µs/connection", 1, Better.LOWER),
    GIGABITS("Gbit/s", 2, Better.HIGHER),
    CPU_PER_GIB("CPU s/GiB", 3, Better.LOWER),
    CPU_PER_GIB_SAMPLED("sampled CPU s/GiB", 3, Better.LOWER),
    P50("p50 µs", 0, Better.LOWER),
    P99("p99 µs", 0, Better.LOWER),
    P999("p99.9 µs", 0, Better.LOWER),
    ADDED_P50("added p50 µs", 0, Better.LOWER),
    ADDED_P99("added p99 µs", 0, Better.LOWER),
    ADDED_P999("added p99.9 µs", 0, Better.LOWER),
    START("start to first byte ms", 0, Better.LOWER),
    START_CPU("CPU ms to first byte", 0, Better.LOWER),
    PORTS("open ports", 0, Better.HIGHER),
    HELD("connections held", 0, Better.HIGHER),
    MEMORY_PER_CONNECTION("KiB/connection", 2, Better.LOWER),
    RESIDENT("resident MiB", 1, Better.LOWER),
    ERRORS("errors", 0, Better.LOWER);

    /** Which way is better. */
    public enum Better {
        HIGHER,
        LOWER
    }

    private final String label;
    private final int digits;
    private final Better better;

    Figure(String label, int digits, Better better) {
        this.label = label;
        this.digits = digits;
        this.better = better;
    }

    /** With its unit. */
    public String label() {
        return label;
    }

    /** Whether it is the sampled form of another. */
    boolean isSampled() {
        return this == CPU_PER_REQUEST_SAMPLED
                || this == CPU_PER_CONNECTION_SAMPLED
                || this == CPU_PER_GIB_SAMPLED;
    }

    /** Which way is better. */
    public Better better() {
        return better;
    }

    /** In as many digits as mean anything. */
    public String format(double value) {
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    /** How many times as good the first is as the second: above 1 it is better. */
    public double advantage(double ratio) {
        return better == Better.HIGHER ? ratio : 1 / ratio;
    }

    /** Whether a value, or a ratio, is within a bound: at least or at most that. */
    public boolean within(double value, double bound) {
        return better == Better.HIGHER ? value >= bound : value <= bound;
    }
}
