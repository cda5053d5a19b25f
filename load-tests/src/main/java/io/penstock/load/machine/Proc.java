package io.penstock.load.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Linux tells of processes under /proc (proc(5)). */
public final class Proc {
    private static final int UTIME = 11; // counted from the field after the name, which is "state"
    private static final int STIME = 12;
    private static final int START_TIME = 19;
    private static final Pattern LISTENING =
            Pattern.compile("^\\s*\\d+: 0+:([0-9A-F]{4}) \\S+ 0A ");
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

    /** Ports on which something listens on all addresses: nobody else can have them. */
    public static Set<Integer> portsOfAllAddresses() {
        return Stream.of("tcp", "tcp6")
                .flatMap(file -> portsOfAllAddresses(readFile(Path.of("/proc/net", file))).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The second word of a line is the local address, in hexadecimal, the fourth the state. */
    static Set<Integer> portsOfAllAddresses(String table) {
        return table.lines()
                .map(LISTENING::matcher)
                .filter(Matcher::find)
                .map(line -> Integer.parseInt(line.group(1), 16))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The name stands in brackets and may hold anything, brackets and spaces too. */
    private static String[] fields(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    private static String read(long pid, String file) {
        return readFile(Path.of("/proc", Long.toString(pid), file));
    }

    /** Empty if it is not there, or goes away while it is read: the process ended. */
    private static String readFile(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            if (!Files.exists(file)) {
                return "";
            }
            throw new UncheckedIOException(e);
        }
    }
}
