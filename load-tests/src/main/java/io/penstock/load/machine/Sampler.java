package io.penstock.load.machine;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * CPU by sampling the whole machine with {@code perf}: every CPU is asked a thousand times a second
 * whose process is on it, in user space or in the kernel.
 */
public final class Sampler {
    private static final int HERTZ = 997; // no divisor of what else happens at regular times
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final Children children;
    private final Path data;
    private final Path orders;
    private final Path answers;

    private Sampler(Children children, Path folder) {
        this.children = children;
        this.data = folder.resolve("perf.data");
        this.orders = folder.resolve("perf.orders");
        this.answers = folder.resolve("perf.answers");
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
        Files.deleteIfExists(sampler.orders);
        Files.deleteIfExists(sampler.answers);
        Command.succeed(List.of("mkfifo", sampler.orders.toString(), sampler.answers.toString()));
        try {
            sampler.stop(sampler.start(), Set.of());
            return new Found.Working(sampler);
        } catch (IOException e) {
            return new Found.Unavailable(
                    "perf may not sample the whole machine (kernel.perf_event_paranoid,"
                            + " CAP_PERFMON): "
                            + e.getMessage());
        }
    }

    /** Begins with the whole machine; returns when it samples. */
    public Child start() throws IOException {
        return start(List.of("-a", "--no-buildid", "--no-buildid-cache"));
    }

    /** Begins with these processes, and with how they came to where they are. */
    public Child startWithStacks(Collection<Long> pids) throws IOException {
        var list = pids.stream().map(String::valueOf).collect(Collectors.joining(","));
        return start(List.of("-g", "-p", list));
    }

    private Child start(List<String> what) throws IOException {
        var words = new ArrayList<>(List.of(Tool.PERF.path(), "record", "-q", "-e", "cpu-clock"));
        words.addAll(List.of("-F", Integer.toString(HERTZ), "-D", "-1"));
        words.add("--no-bpf-event"); // its thread takes a second to end
        words.addAll(List.of("--control", "fifo:" + orders + "," + answers));
        words.addAll(List.of("-o", data.toString()));
        words.addAll(what);
        // Opened for both, a pipe waits for nobody: perf finds the order when it is ready for it.
        try (var order = new RandomAccessFile(orders.toFile(), "rw");
                var answer = new RandomAccessFile(answers.toFile(), "rw");
                var acknowledged = new FileInputStream(answer.getFD())) {
            var perf = children.start("perf", words, Map.of());
            order.write("enable\n".getBytes(StandardCharsets.US_ASCII));
            while (acknowledged.available() == 0) {
                if (!perf.isAlive()) {
                    throw new IOException("perf record ended at once: " + perf.lastWords());
                }
                Interrupted.sleep(PAUSE);
            }
            acknowledged.skipNBytes(acknowledged.available());
            return perf;
        }
    }

    /** Ends, and gives the CPU seconds of these processes since the beginning. */
    public double stop(Child perf, Collection<Long> pids) throws IOException {
        perf.interrupt();
        return (double) count(script("pid"), Set.copyOf(pids)) / HERTZ;
    }

    /** The samples of what ended last, one after the other, with these fields. */
    public String script(String fields) throws IOException {
        return Command.succeed(
                List.of(Tool.PERF.path(), "script", "-i", data.toString(), "-F", fields));
    }

    static long count(String samples, Set<Long> pids) {
        return samples.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .filter(line -> pids.contains(Long.parseLong(line)))
                .count();
    }
}
