package io.penstock.load.jmh;

import io.penstock.net.Ip;
import io.penstock.policy.EgressPolicy;
import io.penstock.policy.Verdict;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Whether an address may be dialed. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class EgressBenchmark {
    private static final Ip METADATA = Configured.ip("169.254.169.254");

    /** How many the gateway has; the last one of them allows. */
    @Param({"1", "100"})
    public int rules;

    private @Nullable EgressPolicy policy;
    private Ip last = METADATA;

    /** Reads the configuration. */
    @Setup
    public void read() throws IOException {
        var snapshot = Configured.snapshot(1, rules);
        policy = snapshot.egress(snapshot.configuration().gateways().getFirst());
        last = Configured.ip("10.0." + (rules - 1) + ".80");
    }

    /** By the last rule. */
    @Benchmark
    public Verdict allowed() {
        return policy().decide(last, 80);
    }

    /** A metadata service, which no ordinary rule opens. */
    @Benchmark
    public Verdict denied() {
        return policy().decide(METADATA, 80);
    }

    private EgressPolicy policy() {
        if (policy == null) {
            throw new IllegalStateException("JMH calls what is annotated with @Setup first");
        }
        return policy;
    }
}
