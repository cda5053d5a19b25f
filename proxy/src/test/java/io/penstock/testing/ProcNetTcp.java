package io.penstock.testing;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel says of the TCP sockets of this network namespace. */
public final class ProcNetTcp {
    private static final int LOCAL_ADDRESS = 1;
    private static final int REMOTE_ADDRESS = 2;
    private static final int QUEUES = 4;
    private static final int TIMER = 5;
    private static final String KEEPALIVE = "02:";
    private static final int HEX = 16;

    private ProcNetTcp() {}

    /** Bytes that the connected socket has not had acknowledged; -1 if it is not there. */
    public static long sendQueue(Socket socket) {
        var local = ":%04X".formatted(socket.getLocalPort());
        var remote = ":%04X".formatted(socket.getPort());
        for (var table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (var line : lines(table)) {
                var fields = line.strip().split("\\s+", -1);
                if (fields[LOCAL_ADDRESS].endsWith(local)
                        && fields[REMOTE_ADDRESS].endsWith(remote)) {
                    return Long.parseLong(fields[QUEUES].split(":", -1)[0], HEX);
                }
            }
        }
        return -1;
    }

    /** How many sockets that are connected to that port have a keepalive timer. */
    public static long keptAliveTo(int port) {
        var remote = ":%04X".formatted(port);
        return lines("/proc/net/tcp").stream()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(fields -> fields[REMOTE_ADDRESS].endsWith(remote))
                .filter(fields -> fields[TIMER].startsWith(KEEPALIVE))
                .count();
    }

    private static List<String> lines(String table) {
        try {
            return Files.readAllLines(Path.of(table));
        } catch (IOException e) {
            throw new AssertionError("Linux has " + table, e);
        }
    }
}
