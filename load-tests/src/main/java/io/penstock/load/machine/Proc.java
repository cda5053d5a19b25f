package io.penstock.load.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;

/** What Linux tells of processes under /proc (proc(5)). */
public final class Proc {
    private static final int UTIME = 11; // counted from the field after the name, which is "state"
    private static final int STIME = 12;
    private static final int START_TIME = 19;
    private static final Duration TICK = Duration.ofMillis(10); // USER_HZ is 100 everywhere

    private Proc() {}

    /** The CPU time of these processes so far, user and system; none for one that is gone. */
    public static Duration cpuTime(Collection<Long> pids) {
        return pids.stream()
                .map(pid -> cpuTime(read(pid, "stat")))
                .reduce(Duration.ZERO, Duration::plus);
    }

    static Duration cpuTime(String stat) {
        if (stat.isEmpty()) {
            return Duration.ZERO;
        }
        var fields = fields(stat);
        return TICK.multipliedBy(Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]));
    }

    /** When the process was started, in ticks since boot: with the pid it is unique. 0: gone. */
    static long startTime(long pid) {
        var stat = read(pid, "stat");
        return stat.isEmpty() ? 0 : Long.parseLong(fields(stat)[START_TIME]);
    }

    /**
     * The memory of these processes in bytes, in which what several share counts once (proportional
     * set size).
     */
    public static long memory(Collection<Long> pids) {
        return pids.stream().mapToLong(pid -> memory(read(pid, "smaps_rollup"))).sum();
    }

    static long memory(String smaps) {
        return smaps.lines()
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .sum();
    }

    /** Whether it is a Java virtual machine, of this process's namespaces. */
    public static boolean isJvm(long pid) {
        return read(pid, "comm").strip().equals("java");
    }

    /** The name stands in brackets and may hold anything, brackets and spaces too. */
    private static String[] fields(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            if (!Files.exists(Path.of("/proc", Long.toString(pid)))) {
                return ""; // it ended while it was read
            }
            throw new UncheckedIOException(e);
        }
    }
}
