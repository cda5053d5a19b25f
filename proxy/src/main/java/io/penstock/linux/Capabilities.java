package io.penstock.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which capabilities this process has (capabilities(7)), as {@code /proc} tells. */
final class Capabilities {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String EFFECTIVE = "CapEff:";
    private static final int HEXADECIMAL = 16;
    private static final int NET_ADMIN = 12;
    private static final int SYS_ADMIN = 21;
    private static final int BPF = 39;

    private Capabilities() {}

    /** What socket lookup needs and this process lacks, in words for the user. */
    static String forSocketLookup() {
        try {
            return forSocketLookup(Files.readAllLines(STATUS));
        } catch (IOException e) {
            return "it needs the capabilities BPF and NET_ADMIN";
        }
    }

    /** The same from the lines of a {@code /proc/PID/status}. */
    static String forSocketLookup(List<String> status) {
        long effective =
                status.stream()
                        .filter(line -> line.startsWith(EFFECTIVE))
                        .map(line -> line.substring(EFFECTIVE.length()).strip())
                        .mapToLong(digits -> Long.parseUnsignedLong(digits, HEXADECIMAL))
                        .findFirst()
                        .orElse(0);
        var missing = new ArrayList<String>();
        if (!has(effective, BPF) && !has(effective, SYS_ADMIN)) {
            missing.add("BPF (or SYS_ADMIN)");
        }
        if (!has(effective, NET_ADMIN)) {
            missing.add("NET_ADMIN");
        }
        return missing.isEmpty()
                ? "the capabilities are there, so a user namespace, a seccomp profile or, before"
                        + " Linux 5.11, the limit of locked memory (ulimit -l) forbids it"
                : "this process lacks "
                        + (missing.size() == 1 ? "the capability " : "the capabilities ")
                        + String.join(" and ", missing);
    }

    private static boolean has(long effective, int capability) {
        return (effective >>> capability & 1) != 0;
    }
}
