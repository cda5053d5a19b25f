package io.penstock.training;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clients of a {@link Scenario}'s TCP endpoints, a few at a time. Each demands of the appliance
 * what a client may.
 *
 * @param port that all of the endpoints have
 */
record Clients(int port) {
    private static final Logger log = LoggerFactory.getLogger(Clients.class);
    private static final int SHORT_CONNECTIONS = 1_000;
    private static final int MESSAGES = 1_000;
    private static final int REFUSED = 10;
    private static final int CHUNKS = 128;
    private static final int CHUNK_BYTES = 64 << 10;
    private static final int MESSAGE_BYTES = 200;
    private static final int TIMEOUT_MILLIS = 20_000;

    /**
     * Short connections, long ones with many small messages, much at once, half-closes, resets and
     * refusals.
     *
     * @throws IOException if the appliance did something else than it should
     */
    void come() throws IOException, InterruptedException {
        Crowd.each(SHORT_CONNECTIONS, this::converse);
        Crowd.each(1, () -> exchange(MESSAGES));
        Crowd.each(1, this::pour);
        Crowd.each(REFUSED, this::hangUp);
        Crowd.each(REFUSED, () -> meetRefusal(Scenario.CLOSED));
        Crowd.each(REFUSED, () -> meetRefusal(Scenario.DEAD));
    }

    private Socket connect(String to) throws IOException {
        var socket = new Socket(to, port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    /** One message, then a half-close and the answer to its end. */
    private void converse() throws IOException {
        try (var socket = connect(Scenario.ENTRY)) {
            var said = message(MESSAGE_BYTES);
            socket.getOutputStream().write(said);
            socket.shutdownOutput();
            expect(said, socket.getInputStream().readAllBytes());
        }
    }

    private void exchange(int messages) throws IOException {
        try (var socket = connect(Scenario.ENTRY)) {
            var said = message(MESSAGE_BYTES);
            for (int i = 0; i < messages; i++) {
                socket.getOutputStream().write(said);
                expect(said, socket.getInputStream().readNBytes(said.length));
            }
        }
    }

    private void pour() throws IOException, InterruptedException {
        try (var socket = connect(Scenario.ENTRY)) {
            var pouring = Thread.ofPlatform().start(() -> write(socket));
            long heard = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            pouring.join();
            if (heard != (long) CHUNKS * CHUNK_BYTES) {
                throw new IOException("poured " + CHUNKS + " chunks, got " + heard + " bytes");
            }
        }
    }

    private static void write(Socket socket) {
        try {
            for (int i = 0; i < CHUNKS; i++) {
                socket.getOutputStream().write(message(CHUNK_BYTES));
            }
            socket.shutdownOutput();
        } catch (IOException e) {
            log.debug("then the answer comes short: {}", e.toString());
        }
    }

    private void hangUp() throws IOException {
        try (var socket = connect(Scenario.ENTRY)) {
            socket.getOutputStream().write(message(MESSAGE_BYTES));
            socket.getInputStream().readNBytes(1);
            socket.setSoLinger(true, 0); // a reset, with the rest unread
        }
    }

    private void meetRefusal(String to) throws IOException {
        try (var socket = connect(to)) {
            int said = socket.getInputStream().read();
            throw new IllegalStateException("no reset from " + to + " but " + said);
        } catch (SocketException e) { // a reset, at times so fast that connecting sees it
            log.debug("refused, as it is to be: {}", e.toString());
        }
    }

    private static byte[] message(int bytes) {
        var message = new byte[bytes];
        Arrays.fill(message, (byte) 'x');
        return message;
    }

    private static void expect(byte[] said, byte[] heard) throws IOException {
        if (!Arrays.equals(said, heard)) {
            throw new IOException("said " + said.length + " bytes, heard " + heard.length);
        }
    }
}
