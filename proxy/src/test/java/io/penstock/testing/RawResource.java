package io.penstock.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A web server that says exactly the bytes that a test wants, on a thread for each connection.
 * Closing it closes them all.
 */
public final class RawResource implements AutoCloseable {
    private static final int READ_TIMEOUT_MILLIS = 20_000;

    /** What it does with one request, whose head was read. */
    public interface Handler {
        /**
         * Answers.
         *
         * @param head of the request, with its empty line
         * @return whether the connection serves another one
         */
        boolean answer(String head, InputStream in, OutputStream out) throws IOException;
    }

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    private final ExecutorService threads =
            Executors.newCachedThreadPool(
                    Thread.ofPlatform().daemon().name("resource-", 0).factory());
    private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final Handler handler;

    private RawResource(Handler handler) throws IOException {
        this.handler = handler;
    }

    /** Starts one on a free port of 127.0.0.1. */
    public static RawResource start(Handler handler) throws IOException {
        var resource = new RawResource(handler);
        resource.threads.execute(resource::accept);
        return resource;
    }

    /** One that answers every request with these bytes, and does not read bodies. */
    public static RawResource saying(String answer) throws IOException {
        return start((head, in, out) -> {
            out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
            return true;
        });
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /** The heads of the requests so far. */
    public List<String> heads() {
        return heads;
    }

    /** How many connections there were. */
    public int connections() {
        return connections.size();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                var socket = server.accept();
                connections.add(socket);
                socket.setSoTimeout(READ_TIMEOUT_MILLIS);
                socket.setTcpNoDelay(true);
                threads.execute(() -> serve(socket));
            }
        } catch (SocketException e) {
            // closed
        } catch (IOException e) {
            throw new AssertionError("cannot accept", e);
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            boolean more = true;
            while (more) {
                String head = head(in);
                if (head.isEmpty()) {
                    return;
                }
                heads.add(head);
                more = handler.answer(head, in, socket.getOutputStream());
            }
        } catch (IOException e) {
            // whoever it was has gone, or it was too slow: the test sees that at the other end
        }
    }

    /** Reads a head with its empty line; empty at the end of the stream. */
    public static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        int newLines = 0;
        while (newLines < 2) {
            int c = in.read();
            if (c < 0) {
                return "";
            }
            head.write(c);
            newLines = c == '\n' ? newLines + 1 : c == '\r' ? newLines : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (var connection : connections) {
            connection.close();
        }
        threads.shutdownNow();
    }
}
