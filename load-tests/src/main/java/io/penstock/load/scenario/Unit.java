package io.penstock.load.scenario;

import io.penstock.load.machine.Usage;
import io.penstock.load.report.Figure;
import io.penstock.load.report.Sample;
import io.penstock.load.traffic.Done;
import java.util.Set;

/** What a load is counted in, and the figures that follow. */
enum Unit {
    REQUEST(Figure.REQUESTS, 1, Figure.CPU_PER_REQUEST, Figure.CPU_PER_REQUEST_SAMPLED, 1e6),
    CONNECTION(
            Figure.CONNECTIONS,
            1,
            Figure.CPU_PER_CONNECTION,
            Figure.CPU_PER_CONNECTION_SAMPLED,
            1e6),
    GIB(Figure.GIGABITS, 8 * (1L << 30) / 1e9, Figure.CPU_PER_GIB, Figure.CPU_PER_GIB_SAMPLED, 1);

    private final Figure rate;
    private final double rateFactor;
    private final Figure cpu;
    private final Figure sampledCpu;
    private final double cpuFactor;

    Unit(Figure rate, double rateFactor, Figure cpu, Figure sampledCpu, double cpuFactor) {
        this.rate = rate;
        this.rateFactor = rateFactor;
        this.cpu = cpu;
        this.sampledCpu = sampledCpu;
        this.cpuFactor = cpuFactor;
    }

    Set<Figure> figures() {
        return Set.of(rate, cpu);
    }

    /**
     * The figures of what was done.
     *
     * @param proxied whether there was a proxy that could use CPU
     */
    Sample sample(Done done, Usage usage, boolean proxied) {
        var sample =
                Sample.of(rate, done.rate() * rateFactor)
                        .with(Figure.P50, done.latency().p50())
                        .with(Figure.P99, done.latency().p99())
                        .with(Figure.P999, done.latency().p999())
                        .with(Figure.ERRORS, (double) done.errors());
        if (!proxied || done.units() == 0) {
            return sample;
        }
        double each = cpuFactor / done.units();
        var sampled = usage.sampled();
        var accounted = sample.with(cpu, usage.accounted() * each);
        return sampled.isPresent()
                ? accounted.with(sampledCpu, sampled.getAsDouble() * each)
                : accounted;
    }
}
