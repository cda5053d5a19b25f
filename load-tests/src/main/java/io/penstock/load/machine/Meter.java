package io.penstock.load.machine;

import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** Counts CPU while something runs, in both ways. */
public final class Meter {
    private final Sampler.Found sampler;

    /** With this sampler, if it works. */
    public Meter(Sampler.Found sampler) {
        this.sampler = sampler;
    }

    /** What is measured. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it, and gives what came of it. */
        T run() throws IOException;
    }

    /** What came of the work, and the CPU that it took. */
    public record Metered<T>(T result, Usage usage) {}

    /** Does the work and counts the CPU of these processes. */
    public <T> Metered<T> of(Supplier<List<Long>> pids, Work<T> work) throws IOException {
        return switch (sampler) {
            case Sampler.Found.Unavailable _ -> accounted(pids, work);
            case Sampler.Found.Working(var working) -> {
                var perf = working.start();
                try {
                    var metered = accounted(pids, work);
                    double sampled = working.stop(perf, pids.get());
                    yield new Metered<>(
                            metered.result(),
                            new Usage(metered.usage().accounted(), OptionalDouble.of(sampled)));
                } finally {
                    perf.close();
                }
            }
        };
    }

    private static <T> Metered<T> accounted(Supplier<List<Long>> pids, Work<T> work)
            throws IOException {
        var all = pids.get();
        var before = Proc.cpuTime(all);
        var result = work.run();
        var used = Proc.cpuTime(all).minus(before);
        return new Metered<>(result, new Usage(used.toNanos() / 1e9, OptionalDouble.empty()));
    }
}
