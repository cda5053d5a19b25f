package io.penstock.load.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * CPU by sampling the whole machine with {@code perf}: every CPU is asked a thousand times a second
 * whose process is on it, in user space or in the kernel.
 */
public final class Sampler {
    private static final int HERTZ = 997; // no divisor of what else happens at regular times

    private final Children children;
    private final Path data;

    private Sampler(Children children, Path folder) {
        this.children = children;
        this.data = folder.resolve("perf.data");
    }

    /** What became of trying it. */
    public sealed interface Found {
        /** It works. */
        record Working(Sampler sampler) implements Found {}

        /** It does not. */
        record Unavailable(String reason) implements Found {}
    }

    /** Tries whether the machine may be sampled. */
    public static Found find(Children children, Path folder) throws IOException {
        if (Tool.PERF.find().isEmpty()) {
            return new Found.Unavailable(Tool.PERF.remedy());
        }
        var sampler = new Sampler(children, folder);
        var words = sampler.record();
        words.addAll(List.of("--", "true"));
        var trial = Command.run(words);
        return trial.exitCode() == 0
                ? new Found.Working(sampler)
                : new Found.Unavailable(
                        "perf may not sample the whole machine (kernel.perf_event_paranoid,"
                                + " CAP_PERFMON): "
                                + trial.anyOutput().lines().findFirst().orElse(""));
    }

    private List<String> record() {
        return new java.util.ArrayList<>(
                List.of(
                        Tool.PERF.path(),
                        "record",
                        "-q",
                        "-a",
                        "-e",
                        "cpu-clock",
                        "-F",
                        Integer.toString(HERTZ),
                        "-o",
                        data.toString()));
    }

    /** Begins. */
    public Child start() throws IOException {
        Files.deleteIfExists(data);
        var perf = children.start("perf", record(), Map.of());
        while (!Files.exists(data)) { // it makes the file when it has opened its counters
            if (!perf.isAlive()) {
                throw new IOException("perf record ended at once: " + perf.lastWords());
            }
            Interrupted.sleep(java.time.Duration.ofMillis(5));
        }
        return perf;
    }

    /** Ends, and gives the CPU seconds of these processes since the beginning. */
    public double stop(Child perf, Collection<Long> pids) throws IOException {
        perf.interrupt();
        var samples =
                Command.succeed(
                        List.of(Tool.PERF.path(), "script", "-i", data.toString(), "-F", "pid"));
        return (double) count(samples, Set.copyOf(pids)) / HERTZ;
    }

    static long count(String samples, Set<Long> pids) {
        return samples.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .filter(line -> pids.contains(Long.parseLong(line)))
                .count();
    }
}
