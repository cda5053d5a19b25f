package io.penstock.http.h2;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.penstock.http.message.Fields;
import io.penstock.http.message.RequestHead;
import io.penstock.http.message.ResponseHead;
import org.jspecify.annotations.Nullable;

/**
 * Makes the heads of HTTP/2 from those of HTTP/1.1, which were judged when they were read: names in
 * lower case, without what concerns a connection of HTTP/1.1 alone (RFC 9113 section 8.2.2).
 */
final class HeadFrames {
    private static final AsciiString HTTP = AsciiString.cached("http");
    private static final AsciiString HTTPS = AsciiString.cached("https");
    private static final AsciiString TE = AsciiString.cached("te");
    private static final AsciiString TRAILERS = AsciiString.cached("trailers");
    private static final AsciiString SLASH = AsciiString.cached("/");

    private HeadFrames() {}

    /** Of an answer, an interim one too. */
    static Http2Headers answer(ResponseHead head) {
        var headers = new DefaultHttp2Headers(false);
        headers.status(AsciiString.of(Integer.toString(head.status())));
        add(headers, head.fields());
        return headers;
    }

    /**
     * Of a request.
     *
     * @param secure whether it goes over TLS
     */
    static Http2Headers request(RequestHead head, boolean secure) {
        var headers = new DefaultHttp2Headers(false);
        byte[] bytes = head.fields().bytes();
        headers.method(text(bytes, head.methodFrom(), head.methodTo()));
        headers.scheme(secure ? HTTPS : HTTP);
        if (head.hostTo() > head.hostFrom()) {
            headers.authority(text(bytes, head.hostFrom(), head.hostTo()));
        }
        headers.path(
                head.targetFrom() == head.targetTo()
                        ? SLASH
                        : text(bytes, head.targetFrom(), head.targetTo()));
        add(headers, head.fields());
        if (head.acceptsTrailers()) {
            headers.add(TE, TRAILERS);
        }
        return headers;
    }

    /** Of what stands behind a body; null if nothing does. */
    static @Nullable Http2Headers trailers(@Nullable Fields fields) {
        if (fields == null || fields.count() == 0) {
            return null;
        }
        var headers = new DefaultHttp2Headers(false);
        for (int i = 0; i < fields.count(); i++) {
            if (fields.name(i).mayBeTrailer()) {
                add(headers, fields, i);
            }
        }
        return headers.isEmpty() ? null : headers;
    }

    private static void add(Http2Headers headers, Fields fields) {
        for (int i = 0; i < fields.count(); i++) {
            boolean passes =
                    switch (fields.name(i)) {
                        case CONNECTION,
                                HOST,
                                HTTP2_SETTINGS,
                                KEEP_ALIVE,
                                PROXY_CONNECTION,
                                TE,
                                TRANSFER_ENCODING,
                                UPGRADE ->
                                false;
                        default -> !fields.isForThisHop(i);
                    };
            if (passes) {
                add(headers, fields, i);
            }
        }
    }

    private static void add(Http2Headers headers, Fields fields, int i) {
        byte[] bytes = fields.bytes();
        var name = text(bytes, fields.nameFrom(i), fields.nameTo(i)).toLowerCase();
        headers.add(name, text(bytes, fields.valueFrom(i), fields.valueTo(i)));
    }

    private static AsciiString text(byte[] bytes, int from, int to) {
        return new AsciiString(bytes, from, to - from, true);
    }
}
