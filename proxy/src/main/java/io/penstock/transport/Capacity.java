package io.penstock.transport;

import io.penstock.linux.SocketLookup;
import io.penstock.net.PortRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What this host has for many ports.
 *
 * @param withoutLookup why socket lookup cannot be used; empty: it can. Asked only where a
 *     configuration needs it, because it is found out by trying
 * @param descriptors how many this process may have open
 * @param loops how many sockets a port takes
 * @param ephemeral the ports from which the kernel chooses for connects
 */
public record Capacity(
        Supplier<Optional<String>> withoutLookup,
        long descriptors,
        int loops,
        PortRange ephemeral) {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Path EPHEMERAL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final String OPEN_FILES = "Max open files";
    private static final PortRange KERNELS_DEFAULT = new PortRange(32768, 60999);

    /** A part of the descriptors stays for connections and files. */
    private static final int RESERVED_PART = 4;

    /** That of this process. */
    public static Capacity ofThisHost(int loops) {
        return new Capacity(
                SocketLookup::reason,
                descriptors(lines(LIMITS)),
                loops,
                ephemeral(lines(EPHEMERAL)));
    }

    /** How many ports may have sockets of their own. */
    public int ports() {
        return (int)
                Math.min((descriptors - descriptors / RESERVED_PART) / loops, Integer.MAX_VALUE);
    }

    /** From {@code /proc/self/limits}: the soft limit, which the JVM raises to the hard one. */
    static long descriptors(List<String> limits) {
        return limits.stream()
                .filter(line -> line.startsWith(OPEN_FILES))
                .map(line -> line.substring(OPEN_FILES.length()).strip().split("\\s+", -1)[0])
                .filter(soft -> !soft.equals("unlimited"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    static PortRange ephemeral(List<String> lines) {
        return lines.stream()
                .map(line -> line.strip().replaceAll("\\s+", "-"))
                .flatMap(range -> PortRange.parse(range).stream())
                .findFirst()
                .orElse(KERNELS_DEFAULT);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of(); // no /proc to look at
        }
    }
}
