package io.penstock.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.penstock.http.message.Ascii;
import io.penstock.http.message.Out;
import io.penstock.http.message.Word;
import org.jspecify.annotations.Nullable;

/**
 * Writes the heads of HTTP/2 as those of HTTP/1.1, for the one engine, which judges them once more.
 * One for each connection.
 */
final class HeadText {
    private static final byte[] COOKIE = Ascii.bytes("Cookie: ");
    private static final byte[] COLON = Ascii.bytes(": ");
    private static final byte[] EMPTY = Ascii.bytes("Content-Length: 0\r\n");
    private static final byte[] LAST_CHUNK = Ascii.bytes("0\r\n");
    private static final int CRLF = 0x0d0a;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final Out out = new Out();
    private final HeadCheck check = new HeadCheck();
    private boolean owes;

    /** How the body that follows a head is framed in HTTP/1.1. */
    enum Framed {
        /** There is none. */
        NONE,
        /** It is as it is. */
        LENGTH,
        /** In chunks. */
        CHUNKED
    }

    /**
     * The head of a request.
     *
     * @param end whether it has no body
     * @return how the body is framed; null if the head is malformed
     */
    @Nullable Framed request(Http2Headers headers, boolean end) {
        if (!check.request(headers)) {
            return null;
        }
        out.clear();
        put(check.method()).put(' ');
        put(check.target()).put(Word.HTTP_1_1);
        var host = check.host();
        if (host != null) {
            out.put(Word.HOST);
            put(host).put(Word.CRLF);
        }
        owes = check.tellsBytes();
        var framed = framed(end);
        fields(headers, true, framed);
        return ended(framed, isOfBodies(check.method()));
    }

    /**
     * The head of an answer, an interim one too.
     *
     * @param end whether it has no body
     * @param toHead whether the request was HEAD
     * @return how the body is framed; null if the head is malformed
     */
    @Nullable Framed answer(Http2Headers headers, boolean end, boolean toHead) {
        int status = check.answer(headers);
        if (status < 0 || (status < OK && end)) {
            return null;
        }
        out.clear();
        out.put(Word.STATUS).put((long) status).put(' ').put(Word.CRLF);
        boolean none = status < OK || status == NO_CONTENT || status == NOT_MODIFIED || toHead;
        owes = !none && check.tellsBytes();
        var framed = framed(end || none);
        fields(headers, false, framed);
        return ended(framed, !none);
    }

    /**
     * Behind a length HTTP/1.1 has no place for trailers: where some are to come it is not said.
     */
    private Framed framed(boolean end) {
        if (end) {
            return Framed.NONE;
        }
        return check.hasLength() && !check.announcesTrailers() ? Framed.LENGTH : Framed.CHUNKED;
    }

    private Framed ended(Framed framed, boolean tellsEmpty) {
        if (framed == Framed.CHUNKED) {
            out.put(Word.CHUNKED);
        } else if (framed == Framed.NONE && tellsEmpty && !check.hasLength()) {
            out.put(EMPTY);
        }
        out.put(Word.CRLF);
        return framed;
    }

    /**
     * Whether a body has to follow the head that was written last. The codec holds it to its length
     * but where none comes: it does not know what was asked.
     */
    boolean owesBody() {
        return owes;
    }

    /**
     * The end of a chunked body.
     *
     * @param trailers null for none
     * @return whether these are well-formed
     */
    boolean end(@Nullable Http2Headers trailers) {
        if (trailers != null && !check.trailers(trailers)) {
            return false;
        }
        out.clear();
        out.put(LAST_CHUNK);
        if (trailers != null) {
            for (var field : trailers) {
                field(field.getKey(), field.getValue());
            }
        }
        out.put(Word.CRLF);
        return true;
    }

    /**
     * Copies what was written last to a place in the loop's buffer.
     *
     * @return where it ends there
     */
    int writeAt(ByteBuf memory, int at) {
        return out.writeBefore(memory, at + out.length()) + out.length();
    }

    /** All but the pseudo-header fields and the host; crumbs of a cookie are one field again. */
    private void fields(Http2Headers headers, boolean request, Framed framed) {
        boolean crumbs = false;
        for (var field : headers) {
            var name = field.getKey();
            if (name.charAt(0) == ':' || AsciiString.contentEquals(name, "host")) {
                continue;
            }
            if (framed == Framed.CHUNKED && AsciiString.contentEquals(name, "content-length")) {
                continue; // the codec holds the body to it
            }
            if (request && AsciiString.contentEquals(name, "cookie")) {
                crumbs = true;
            } else {
                field(name, field.getValue());
            }
        }
        if (crumbs) {
            cookie(headers);
        }
    }

    /** RFC 9113 section 8.2.3. */
    private void cookie(Http2Headers headers) {
        out.put(COOKIE);
        boolean first = true;
        for (var crumb : headers.getAll("cookie")) {
            if (!first) {
                out.put(';').put(' ');
            }
            put(crumb);
            first = false;
        }
        out.put(Word.CRLF);
    }

    private void field(CharSequence name, CharSequence value) {
        put(name).put(COLON);
        put(value).put(Word.CRLF);
    }

    private Out put(@Nullable CharSequence text) {
        if (text instanceof AsciiString ascii) {
            int from = ascii.arrayOffset();
            return out.put(ascii.array(), from, from + ascii.length());
        }
        return text == null ? out : out.put(Ascii.bytes(text.toString()));
    }

    /** Whether a request of that method without a body says so, as some servers want it. */
    private static boolean isOfBodies(@Nullable CharSequence method) {
        return AsciiString.contentEquals(method, "POST")
                || AsciiString.contentEquals(method, "PUT")
                || AsciiString.contentEquals(method, "PATCH");
    }

    /** Puts a chunk with its framing into the loop's buffer; where it ends. */
    static int chunk(ByteBuf memory, int at, ByteBuf data) {
        int bytes = data.readableBytes();
        var size = Ascii.bytes(Integer.toHexString(bytes) + "\r\n");
        memory.setBytes(at, size);
        memory.setBytes(at + size.length, data, data.readerIndex(), bytes);
        int end = at + size.length + bytes;
        memory.setShort(end, CRLF);
        return end + Short.BYTES;
    }
}
