package io.penstock.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A client that sends what it is told, byte for byte, and reads answers of HTTP/1. */
public final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    /** An answer, as it came; a chunked body without its chunks. */
    public record Answer(int status, List<String> headers, String body) {
        /** The value of the first header with that name. */
        public Optional<String> header(String name) {
            var prefix = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .findFirst();
        }
    }

    private RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /** Connects to a port of loopback. */
    public static RawHttp connect(int port) throws IOException {
        return new RawHttp(new Socket(InetAddress.ofLiteral("127.0.0.1"), port));
    }

    /** Speaks over a socket. */
    public static RawHttp over(Socket socket) throws IOException {
        return new RawHttp(socket);
    }

    /** The socket. */
    public Socket socket() {
        return socket;
    }

    /** Sends text; its line ends are sent as CRLF. */
    public RawHttp send(String text) throws IOException {
        socket.getOutputStream()
                .write(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** Sends bytes. */
    public RawHttp send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Reads a head, to its empty line. */
    public String head() throws IOException {
        var head = new StringBuilder();
        for (var line = line(); !line.isEmpty(); line = line()) {
            head.append(line).append('\n');
        }
        return head.toString();
    }

    /** Reads an answer with its body. */
    public Answer answer() throws IOException {
        return answer(true);
    }

    /** Reads an answer to HEAD. */
    public Answer answerWithoutBody() throws IOException {
        return answer(false);
    }

    private Answer answer(boolean hasBody) throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        var headers = new ArrayList<String>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            headers.add(line);
        }
        var empty = new Answer(status, headers, "");
        boolean none = !hasBody || status < 200 || status == 204 || status == 304;
        if (none) {
            return empty;
        }
        if (empty.header("Transfer-Encoding").isPresent()) {
            return new Answer(status, headers, chunks(headers));
        }
        var length = empty.header("Content-Length");
        return new Answer(
                status,
                headers,
                length.isPresent()
                        ? text(in.readNBytes(Integer.parseInt(length.get())))
                        : text(in.readAllBytes()));
    }

    private String chunks(List<String> trailers) throws IOException {
        var body = new StringBuilder();
        for (; ; ) {
            int size = Integer.parseInt(line().split(";", 2)[0], 16);
            if (size == 0) {
                for (var line = line(); !line.isEmpty(); line = line()) {
                    trailers.add(line);
                }
                return body.toString();
            }
            body.append(text(in.readNBytes(size)));
            line();
        }
    }

    /** Reads a line without its end. */
    public String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("after: " + text(line.toByteArray()));
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return text(line.toByteArray());
    }

    /** Reads to the end: what comes, which must be nothing more where the end is awaited. */
    public String rest() throws IOException {
        return text(in.readAllBytes());
    }

    /** Reads so many bytes. */
    public String read(int bytes) throws IOException {
        return text(in.readNBytes(bytes));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Goes away before the test is over. */
    public void leave() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
