package io.penstock.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The {@code :authority} of the first request of an HTTP/2 client that begins in clear with prior
 * knowledge (RFC 9113 sections 3.3, 4.1, 6.2, 8.3.1). Netty decodes the header block.
 */
final class Http2Head {
    /** As for HTTP/1, with the frames before it. */
    static final int MOST_BYTES = HttpHead.MOST_BYTES;

    private static final byte[] PREFACE =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final int FRAME_HEADER = 9;
    private static final int MOST_IN_FRAME = 1 << 14; // what a server takes that has not said more
    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int PUSH_PROMISE = 5;
    private static final int CONTINUATION = 9;
    private static final int END_HEADERS = 0x4;
    private static final int PADDED = 0x8;
    private static final int PRIORITY = 0x20;
    private static final int PRIORITY_BYTES = 5;

    private Http2Head() {}

    /** Whether this may be the beginning of HTTP/2: as far as it goes, it is the preface. */
    static boolean isBegun(ByteBuf bytes) {
        int have = Math.min(bytes.readableBytes(), PREFACE.length);
        for (int i = 0; i < have; i++) {
            if (bytes.getByte(bytes.readerIndex() + i) != PREFACE[i]) {
                return false;
            }
        }
        return true;
    }

    static Parsed<Optional<String>> parse(ByteBuf bytes) {
        int have = Math.min(bytes.readableBytes(), MOST_BYTES);
        int end = bytes.readerIndex() + have;
        int at = bytes.readerIndex() + PREFACE.length;
        var block = Unpooled.buffer(0); // on the heap: nobody needs to release it
        int stream = 0;
        for (boolean first = true; end - at >= FRAME_HEADER; first = false) {
            int length = bytes.getUnsignedMedium(at);
            int type = bytes.getUnsignedByte(at + 3);
            int flags = bytes.getUnsignedByte(at + 4);
            int id = bytes.getInt(at + 5) & Integer.MAX_VALUE;
            if (!isInPlace(first, stream, type, id) || length > MOST_IN_FRAME) {
                return new Parsed.Wrong<>("HTTP/2 with a frame that may not come there");
            }
            if (end - at - FRAME_HEADER < length) {
                break;
            }
            if (type == HEADERS || type == CONTINUATION) {
                int payload = at + FRAME_HEADER;
                if (!add(block, bytes, payload, payload + length, type == HEADERS ? flags : 0)) {
                    return new Parsed.Wrong<>("HTTP/2 with a header frame too short for its flags");
                }
                if ((flags & END_HEADERS) != 0) {
                    return authority(id, block);
                }
                stream = id;
            }
            at += FRAME_HEADER + length;
        }
        return Parsed.more(have, MOST_BYTES, "an HTTP/2 request's head");
    }

    /**
     * Whether a frame may come there: settings first, and in the midst of a header block nothing
     * but its continuation.
     */
    private static boolean isInPlace(boolean first, int stream, int type, int id) {
        if (first) {
            return type == SETTINGS && id == 0;
        }
        if (stream != 0) {
            return type == CONTINUATION && id == stream;
        }
        return switch (type) {
            case HEADERS -> id % 2 == 1;
            case CONTINUATION, PUSH_PROMISE, 0 -> false; // 0: data
            default -> true;
        };
    }

    /** Adds the part of a header block that lies in a frame; false if there is no room for it. */
    private static boolean add(ByteBuf block, ByteBuf bytes, int from, int to, int flags) {
        int begin = from;
        int end = to;
        if ((flags & PADDED) != 0) {
            if (begin == end) {
                return false;
            }
            end -= bytes.getUnsignedByte(begin);
            begin++;
        }
        if ((flags & PRIORITY) != 0) {
            begin += PRIORITY_BYTES;
        }
        if (begin > end) {
            return false;
        }
        block.writeBytes(bytes, begin, end - begin);
        return true;
    }

    private static Parsed<Optional<String>> authority(int stream, ByteBuf block) {
        Http2Headers headers;
        try {
            headers = new DefaultHttp2HeadersDecoder(true, MOST_BYTES).decodeHeaders(stream, block);
        } catch (Http2Exception e) {
            return new Parsed.Wrong<>("HTTP/2 with a header block that is malformed");
        }
        var authorities = headers.getAll(Http2Headers.PseudoHeaderName.AUTHORITY.value());
        var hosts = headers.getAll("host");
        if (authorities.size() > 1 || hosts.size() > 1) {
            return new Parsed.Wrong<>("an HTTP/2 request that names two hosts");
        }
        return HttpHead.of(first(authorities), first(hosts));
    }

    private static Optional<String> first(List<CharSequence> values) {
        return values.stream().findFirst().map(CharSequence::toString);
    }
}
