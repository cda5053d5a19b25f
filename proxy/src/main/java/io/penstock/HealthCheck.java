package io.penstock;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The process of a container's health check: exit 0 if the appliance is ready, else 1. It asks
 * {@code /readyz} over a bare socket, and is kept apart from the commands, because a container
 * engine starts it every few seconds: what it does not load costs nothing.
 */
public final class HealthCheck {
    private static final String DEFAULT = "127.0.0.1:9901";
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int OK = 200;

    private HealthCheck() {}

    /** Asks the admin server at {@code PENSTOCK_ADMIN}, HOST:PORT. */
    public static void main(String[] arguments) {
        var admin = System.getenv().getOrDefault("PENSTOCK_ADMIN", DEFAULT);
        int colon = admin.lastIndexOf(':');
        try {
            var host = admin.substring(0, Math.max(colon, 0)).replaceAll("[\\[\\]]", "");
            var at = new InetSocketAddress(host, Integer.parseInt(admin.substring(colon + 1)));
            int status = get(at, "/readyz");
            System.out.println("/readyz: " + status);
            System.exit(status == OK ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.println("PENSTOCK_ADMIN: not HOST:PORT, as " + DEFAULT + ": " + admin);
        } catch (IOException e) {
            System.err.println(admin + ": " + e.getMessage() + " (PENSTOCK_ADMIN=HOST:PORT?)");
        }
        System.exit(1);
    }

    /**
     * The status code that a path is answered with.
     *
     * @throws IOException if there is no answer
     */
    static int get(InetSocketAddress admin, String path) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(admin, TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var request =
                    "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = socket.getInputStream().readAllBytes();
            var status = new String(answer, StandardCharsets.ISO_8859_1);
            if (!status.matches("(?s)HTTP/1\\.[01] [0-9]{3} .*")) {
                throw new IOException("no HTTP answer");
            }
            return Integer.parseInt(status.substring(9, 12));
        }
    }
}
