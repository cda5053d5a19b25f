package io.penstock.resolver;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The name servers of {@code resolv.conf(5)}. Its search list and options are left alone: names
 * here are absolute.
 */
final class ResolvConf {
    private static final int DNS_PORT = 53;

    private ResolvConf() {}

    /**
     * The servers that the file names; if it names none, or cannot be read, the local one, as the
     * manual page says. Reads a file: not for an event loop.
     */
    static List<IpPort> servers(Path file) {
        try {
            var servers = read(Files.readString(file, StandardCharsets.ISO_8859_1));
            return servers.isEmpty() ? local() : servers;
        } catch (IOException e) {
            return local();
        }
    }

    /** What this text names. A link-local server with a zone cannot be asked, and is left out. */
    static List<IpPort> read(String text) {
        return text.lines()
                .map(String::strip)
                .map(line -> line.split("[ \t]+", -1))
                .filter(words -> words.length >= 2 && words[0].equals("nameserver"))
                .map(words -> Ip.parse(words[1]))
                .flatMap(Optional::stream)
                .map(ip -> new IpPort(ip, DNS_PORT))
                .toList();
    }

    private static List<IpPort> local() {
        return List.of(new IpPort(Ip.v4(0x7f000001), DNS_PORT));
    }
}
