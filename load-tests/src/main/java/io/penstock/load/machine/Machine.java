package io.penstock.load.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the figures were taken on. */
public record Machine(
        String processor,
        int processors,
        long memoryMiB,
        String kernel,
        String java,
        int descriptors) {
    /** This one. */
    public static Machine here() throws IOException {
        return new Machine(
                value(Path.of("/proc/cpuinfo"), "model name"),
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(value(Path.of("/proc/meminfo"), "MemTotal").replaceAll("\\D", ""))
                        / 1024,
                Command.succeed(List.of("uname", "-srm")).strip(),
                System.getProperty("java.vendor") + " " + Runtime.version(),
                descriptorLimit());
    }

    /** How many descriptors one process may have: what children inherit. */
    private static int descriptorLimit() throws IOException {
        var limits = Files.readString(Path.of("/proc/self/limits"));
        var numbers =
                limits.lines()
                        .filter(line -> line.startsWith("Max open files"))
                        .findFirst()
                        .orElseThrow(() -> new IOException("/proc/self/limits has no open files"))
                        .replaceAll("\\s{2,}", "\t");
        var soft = numbers.replaceFirst("[^\t]*\t([^\t]*).*", "$1");
        return soft.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(soft);
    }

    private static String value(Path file, String key) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }
}
