package io.penstock.load.jmh;

import io.penstock.net.Ip;
import io.penstock.resource.Catalog;
import io.penstock.resource.Host;
import io.penstock.resource.Lookup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** Who is at an address and port: it must not cost more with a thousand endpoints than with one. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class CatalogBenchmark {
    /** How many there are. */
    @Param({"1", "1000"})
    public int endpoints;

    private Catalog catalog = Catalog.of(List.of(), Host.UNKNOWN, new ArrayList<>());
    private Ip[] addresses = {};
    private int next;

    /** Reads the configuration. */
    @Setup
    public void read() throws IOException {
        catalog = Configured.snapshot(endpoints, 1).catalog();
        addresses = new Ip[endpoints];
        for (int i = 0; i < endpoints; i++) {
            addresses[i] = Configured.address(i);
        }
    }

    /** One after the other. */
    @Benchmark
    public Lookup find() {
        next = next + 1 < addresses.length ? next + 1 : 0;
        return catalog.find(addresses[next], 8042);
    }
}
