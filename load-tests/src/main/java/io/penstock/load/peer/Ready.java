package io.penstock.load.peer;

import io.penstock.load.machine.Interrupted;
import io.penstock.load.machine.Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** When something that was started serves. */
public final class Ready {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(1);
    private static final int TIMEOUT_MILLIS = 2000;

    private Ready() {}

    /** Returns when the port takes connections. */
    static void await(Server server, String address, int port) throws IOException {
        until(server, address, port, Ready::connects);
    }

    /** Returns when a request is answered: with the first byte. */
    public static void awaitAnswer(Server server, String address, int port) throws IOException {
        until(server, address, port, Ready::answers);
    }

    @FunctionalInterface
    private interface Trial {
        boolean succeeds(InetSocketAddress at);
    }

    private static void until(Server server, String address, int port, Trial trial)
            throws IOException {
        var at = new InetSocketAddress(address, port);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!trial.succeeds(at)) {
            if (!server.isAlive()) {
                throw new IOException("it ended before it served: " + server.lastWords());
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        "it does not serve at %s after %d s: %s"
                                .formatted(at, LIMIT.toSeconds(), server.lastWords()));
            }
            Interrupted.sleep(PAUSE);
        }
    }

    private static boolean connects(InetSocketAddress at) {
        try (var socket = new Socket()) {
            socket.connect(at, TIMEOUT_MILLIS);
            return true;
        } catch (IOException e) {
            return false; // not yet: the deadline tells if never
        }
    }

    private static boolean answers(InetSocketAddress at) {
        try (var socket = new Socket()) {
            socket.connect(at, TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var request = "GET / HTTP/1.1\r\nHost: ready\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false; // not yet: the deadline tells if never
        }
    }
}
