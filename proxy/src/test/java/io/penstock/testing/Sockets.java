package io.penstock.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** The sockets that this process has open. */
public final class Sockets {
    private Sockets() {}

    // The JDK keeps a pair of sockets of its own from the first close on: not to be counted later.
    static {
        try (var server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                var client = new Socket(server.getInetAddress(), server.getLocalPort());
                var accepted = server.accept()) {
            client.setSoLinger(true, 0);
            accepted.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** How many there are. */
    public static int open() {
        int sockets = 0;
        try (var fds = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (var fd : fds) {
                sockets += isSocket(fd) ? 1 : 0;
            }
        } catch (IOException e) {
            throw new AssertionError("a process has descriptors", e);
        }
        return sockets;
    }

    private static boolean isSocket(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed since it was listed
        }
    }
}
