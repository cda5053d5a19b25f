package io.penstock.transport;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** Whether the kernel takes packets to an address for its own ({@code ip route add local}). */
public final class LocalRoutes {
    private static final Path V6 = Path.of("/proc/net/ipv6_route");
    private static final int DESTINATION = 0;
    private static final int LENGTH = 1;
    private static final int FLAGS = 8;
    private static final int HEXADECIMAL = 16;
    private static final long RTF_LOCAL = 0x8000_0000L;

    private LocalRoutes() {}

    /** Whether the range is the host's own; of IPv4, whether its first address is. Reads files. */
    public static boolean have(Cidr range) {
        return range.network().isV4() ? lets(range.network()) : haveV6(range, lines());
    }

    private static boolean lets(Ip address) {
        try (var socket = new ServerSocket()) {
            socket.bind(new IpPort(address, 0).toSocketAddress());
            return true;
        } catch (BindException e) {
            return false;
        } catch (IOException e) {
            return true; // out of descriptors, say: that is not known
        }
    }

    /** IPv6 lets nobody bind an address that only a route makes local, so the table tells. */
    static boolean haveV6(Cidr range, List<String> routes) {
        return routes.stream()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(fields -> fields.length > FLAGS)
                .filter(fields -> (Long.parseLong(fields[FLAGS], HEXADECIMAL) & RTF_LOCAL) != 0)
                .anyMatch(fields -> route(fields).contains(range));
    }

    private static Cidr route(String[] fields) {
        var network = Ip.of(HexFormat.of().parseHex(fields[DESTINATION]));
        return Cidr.around(network, Integer.parseInt(fields[LENGTH], HEXADECIMAL));
    }

    private static List<String> lines() {
        try {
            return Files.readAllLines(V6);
        } catch (IOException e) {
            return List.of(); // no IPv6
        }
    }
}
