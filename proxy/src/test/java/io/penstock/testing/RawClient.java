package io.penstock.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that says exactly the bytes that a test wants. */
public final class RawClient implements AutoCloseable {
    private static final int READ_TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects to a port of 127.0.0.1. */
    public static RawClient connect(int port) throws IOException {
        return new RawClient(new Socket(InetAddress.ofLiteral("127.0.0.1"), port));
    }

    /** The socket itself. */
    public Socket socket() {
        return socket;
    }

    /** What comes. */
    public InputStream in() {
        return in;
    }

    /** Where bytes go. */
    public OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    /** Sends a text as it is. */
    public RawClient say(String text) throws IOException {
        out().write(text.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Sends a head of these lines. */
    public RawClient ask(String... lines) throws IOException {
        return say(String.join("\r\n", lines) + "\r\n\r\n");
    }

    /** The next head, with its empty line; empty at the end of the stream. */
    public String head() throws IOException {
        return RawResource.head(in);
    }

    /** The next so many bytes, or fewer at the end of the stream. */
    public String next(int bytes) throws IOException {
        return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
    }

    /** Everything to the end of the stream. */
    public String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
