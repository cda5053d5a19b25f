package io.penstock.testing;

import static io.netty.handler.codec.http2.Http2HeadersEncoder.NEVER_SENSITIVE;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** What clients say first. */
public final class Hellos {
    /** Of a TLS record. */
    public static final int RECORD_HEADER = 5;

    private Hellos() {}

    /** A ClientHello of the JDK's TLS, in one record; without a name if that is empty. */
    public static byte[] tls(String name) throws GeneralSecurityException, SSLException {
        var engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        if (!name.isEmpty()) {
            var parameters = engine.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            engine.setSSLParameters(parameters);
        }
        var out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        var bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }

    /** The same in records of so many bytes each. */
    public static byte[] inRecords(byte[] hello, int size) {
        var out = Unpooled.buffer();
        for (int at = RECORD_HEADER; at < hello.length; at += size) {
            int length = Math.min(size, hello.length - at);
            out.writeBytes(hello, 0, 3).writeShort(length).writeBytes(hello, at, length);
        }
        return bytes(out);
    }

    /** A character a byte. */
    public static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** An HTTP/2 client with prior knowledge, up to its first request. */
    public static byte[] http2(int huffmanFrom, int blockBytes, String... headers) {
        var block = block(huffmanFrom, headers);
        var out = Unpooled.buffer().writeBytes(text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
        frame(out, 4, 0, 0, new byte[] {0, 3, 0, 0, 0, 100});
        frame(out, 8, 0, 0, new byte[] {0, 0, (byte) 0xff, (byte) 0xff});
        for (int at = 0; at < block.length || at == 0; at += blockBytes) {
            int length = Math.min(blockBytes, block.length - at);
            var part = java.util.Arrays.copyOfRange(block, at, at + length);
            boolean last = at + length == block.length;
            frame(out, at == 0 ? 1 : 9, last ? 4 : 0, 1, part);
        }
        return bytes(out);
    }

    /** A header block, with Huffman codes for values of that length and more. */
    public static byte[] block(int huffmanFrom, String... headers) {
        var all = new DefaultHttp2Headers(false);
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1]);
        }
        var out = Unpooled.buffer();
        try {
            new DefaultHttp2HeadersEncoder(NEVER_SENSITIVE, false, 16, huffmanFrom)
                    .encodeHeaders(1, all, out);
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
        return bytes(out);
    }

    /** Adds a frame of HTTP/2. */
    public static void frame(ByteBuf out, int type, int flags, int stream, byte[] payload) {
        out.writeMedium(payload.length).writeByte(type).writeByte(flags).writeInt(stream);
        out.writeBytes(payload);
    }

    /** All that can be read of it. */
    public static byte[] bytes(ByteBuf of) {
        var bytes = new byte[of.readableBytes()];
        of.readBytes(bytes);
        return bytes;
    }
}
