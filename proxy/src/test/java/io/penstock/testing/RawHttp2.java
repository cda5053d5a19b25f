package io.penstock.testing;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One end of a connection of HTTP/2 that says exactly the frames that a test wants, well-formed or
 * not. It opens windows only if a test says so; settings and pings of the other end are answered as
 * they are read.
 */
public final class RawHttp2 implements AutoCloseable {
    /** Flag of DATA and HEADERS. */
    public static final int END_STREAM = 1;

    /** Flag of SETTINGS and PING. */
    public static final int ACK = 1;

    /** Flag of HEADERS and CONTINUATION. */
    public static final int END_HEADERS = 4;

    /** A setting. */
    public static final int MAX_CONCURRENT_STREAMS = 3;

    /** A setting. */
    public static final int INITIAL_WINDOW_SIZE = 4;

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int MOST_IN_A_FRAME = 16_384;
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false);

    /** A frame, as it came. */
    public record Frame(int type, int flags, int stream, ByteBuffer payload) {
        /** Whether it is the last of its stream. */
        public boolean isLast() {
            boolean may = type == Http2FrameTypes.DATA || type == Http2FrameTypes.HEADERS;
            return type == Http2FrameTypes.RST_STREAM || (may && (flags & END_STREAM) != 0);
        }

        /** The error that RST_STREAM or GOAWAY names. */
        public long error() {
            return payload.getInt(type == Http2FrameTypes.GO_AWAY ? 4 : 0);
        }

        /** What it carries, as text. */
        public String text() {
            return StandardCharsets.ISO_8859_1.decode(payload.duplicate()).toString();
        }
    }

    /**
     * What became of a stream.
     *
     * @param headers of the last head; trailers stand beside the others
     * @param error of RST_STREAM; -1 if it ended in order
     */
    public record Ended(Map<String, String> headers, String body, long error) {
        /** The status; empty if there was no answer. */
        public String status() {
            return headers.getOrDefault(":status", "");
        }
    }

    private RawHttp2(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    /** A client of a port of 127.0.0.1, which has sent its preface with these settings. */
    public static RawHttp2 connect(int port, int... settings) throws IOException {
        return connect(port, new Socket(), settings);
    }

    /** The same, and its kernel takes little that it does not read. */
    public static RawHttp2 connectReluctantly(int port, int... settings) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4096);
        return connect(port, socket, settings);
    }

    private static RawHttp2 connect(int port, Socket socket, int... settings) throws IOException {
        socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        var client = new RawHttp2(socket);
        client.send(PREFACE.getBytes(StandardCharsets.ISO_8859_1));
        return client.settings(settings);
    }

    /** A server, once a client has come with its preface, which is told these settings. */
    public static RawHttp2 accept(ServerSocket listener, int... settings) throws IOException {
        listener.setSoTimeout(PATIENCE_MILLIS);
        var server = new RawHttp2(listener.accept());
        var said = new String(server.in.readNBytes(PREFACE.length()), StandardCharsets.ISO_8859_1);
        if (!said.equals(PREFACE)) {
            throw new IOException("no preface of HTTP/2: " + said);
        }
        return server.settings(settings);
    }

    private RawHttp2 settings(int... pairs) throws IOException {
        var payload = ByteBuffer.allocate(pairs.length / 2 * 6);
        for (int i = 0; i < pairs.length; i += 2) {
            payload.putShort((short) pairs[i]).putInt(pairs[i + 1]);
        }
        return frame(Http2FrameTypes.SETTINGS, 0, 0, payload.array());
    }

    /** The socket. */
    public Socket socket() {
        return socket;
    }

    /** Sends bytes as they are. */
    public RawHttp2 send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends a frame. */
    public RawHttp2 frame(int type, int flags, int stream, byte... payload) throws IOException {
        return send(bytesOf(type, flags, stream, payload));
    }

    /** The bytes of a frame. */
    public static byte[] bytesOf(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** Sends a head of fields, written as {@code name=value}, that ends the stream or not. */
    public RawHttp2 headers(int stream, boolean end, String... fields) throws IOException {
        byte[] block = block(fields);
        int flags = end ? END_STREAM : 0;
        int type = Http2FrameTypes.HEADERS;
        for (int at = 0; at < block.length || at == 0; at += MOST_IN_A_FRAME) {
            int to = Math.min(block.length, at + MOST_IN_A_FRAME);
            flags |= to == block.length ? END_HEADERS : 0;
            frame(type, flags, stream, Arrays.copyOfRange(block, at, to));
            type = Http2FrameTypes.CONTINUATION;
            flags = 0;
        }
        return this;
    }

    /** A GET of a path without a body. */
    public RawHttp2 get(int stream, String path) throws IOException {
        return headers(
                stream,
                true,
                ":method=GET",
                ":scheme=http",
                ":authority=a.example",
                ":path=" + path);
    }

    /** Sends a part of a body. */
    public RawHttp2 data(int stream, boolean end, byte... data) throws IOException {
        return frame(Http2FrameTypes.DATA, end ? END_STREAM : 0, stream, data);
    }

    /** Breaks a stream off. */
    public RawHttp2 reset(int stream, long error) throws IOException {
        return frame(Http2FrameTypes.RST_STREAM, 0, stream, four(error));
    }

    /** Says which streams it takes no more. */
    public RawHttp2 goAway(int lastStream, long error) throws IOException {
        var payload = ByteBuffer.allocate(8).putInt(lastStream).putInt((int) error).array();
        return frame(Http2FrameTypes.GO_AWAY, 0, 0, payload);
    }

    /** Opens a window; stream 0 is the connection. */
    public RawHttp2 window(int stream, int bytes) throws IOException {
        return frame(Http2FrameTypes.WINDOW_UPDATE, 0, stream, four(bytes));
    }

    private static byte[] four(long value) {
        return ByteBuffer.allocate(4).putInt((int) value).array();
    }

    /** Fields as HPACK has them, each a literal that is not to be remembered. */
    public static byte[] block(String... fields) {
        var block = new ByteArrayOutputStream();
        for (var field : fields) {
            int equals = field.indexOf('=', 1);
            block.write(0);
            literal(block, field.substring(0, equals));
            literal(block, field.substring(equals + 1));
        }
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, String text) {
        int length = text.length();
        if (length < 127) {
            block.write(length);
        } else {
            block.write(127);
            for (length -= 127; length >= 128; length >>= 7) {
                block.write((length & 127) | 128);
            }
            block.write(length);
        }
        block.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The next frame that is not one of settings or a ping, which it answers. */
    public Frame next() throws IOException {
        for (; ; ) {
            var frame = read();
            boolean asks = (frame.flags() & ACK) == 0;
            if (frame.type() == Http2FrameTypes.SETTINGS) {
                if (asks) {
                    frame(Http2FrameTypes.SETTINGS, ACK, 0);
                }
            } else if (frame.type() == Http2FrameTypes.PING && asks) {
                frame(Http2FrameTypes.PING, ACK, 0, frame.payload().array());
            } else {
                return frame;
            }
        }
    }

    /** The next frame, whatever it is; nothing is answered. */
    public Frame read() throws IOException {
        int head = in.readInt();
        int flags = in.readUnsignedByte();
        int stream = in.readInt() & Integer.MAX_VALUE;
        var payload = in.readNBytes(head >>> 8);
        if (payload.length < head >>> 8) {
            throw new EOFException("within a frame");
        }
        return new Frame(head & 0xff, flags, stream, ByteBuffer.wrap(payload));
    }

    /** The next frame of a type; others are passed over. */
    public Frame next(int type) throws IOException {
        for (; ; ) {
            var frame = next();
            if (frame.type() == type) {
                return frame;
            }
        }
    }

    /** The GOAWAY that ends the connection, behind which its end must come. */
    public Frame end() throws IOException {
        var last = next(Http2FrameTypes.GO_AWAY);
        try {
            while (true) {
                var frame = next();
                last = frame.type() == Http2FrameTypes.GO_AWAY ? frame : last;
            }
        } catch (EOFException | SocketException e) { // it says a last word to one that has gone
            return last;
        }
    }

    /** Reads what comes to the end of the connection. */
    public void toTheEnd() throws IOException {
        try {
            while (true) {
                next();
            }
        } catch (EOFException | SocketException e) {
            // it has come
        }
    }

    /** Reads a stream to its end; frames of others are passed over, but GOAWAY ends in failure. */
    public Ended answer(int stream) throws IOException {
        return answer(stream, true);
    }

    /**
     * The same.
     *
     * @param acknowledges whether what comes opens both windows again
     */
    public Ended answer(int stream, boolean acknowledges) throws IOException {
        var headers = new LinkedHashMap<String, String>();
        var body = new ByteArrayOutputStream();
        for (; ; ) {
            var frame = next();
            if (frame.type() == Http2FrameTypes.GO_AWAY && frame.error() != 0) {
                throw new IOException("the connection is given up: " + frame);
            }
            if (frame.type() == Http2FrameTypes.HEADERS) {
                var its = fields(frame);
                if (frame.stream() == stream) {
                    its.forEach(f -> headers.put(f.getKey().toString(), f.getValue().toString()));
                }
            }
            if (frame.type() == Http2FrameTypes.DATA && frame.stream() == stream) {
                body.writeBytes(frame.payload().array());
            }
            if (frame.type() == Http2FrameTypes.DATA
                    && acknowledges
                    && frame.payload().capacity() > 0) {
                window(0, frame.payload().capacity());
                window(stream, frame.payload().capacity());
            }
            if (frame.stream() == stream && frame.isLast()) {
                boolean broken = frame.type() == Http2FrameTypes.RST_STREAM;
                return new Ended(
                        headers,
                        body.toString(StandardCharsets.ISO_8859_1),
                        broken ? frame.error() : -1);
            }
        }
    }

    /** The fields of a head, each of which is to be read, since the next one may refer to it. */
    public Http2Headers fields(Frame frame) throws IOException {
        try {
            return decoder.decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(frame.payload()));
        } catch (Http2Exception e) {
            throw new IOException("a block that cannot be read", e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
