package io.penstock.http.h2;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import org.jspecify.annotations.Nullable;

/**
 * Why Penstock gave a connection up.
 *
 * @param words the error that the other side was told, and what was wrong
 */
public record Breach(Kind kind, String words) {
    /** Whose fault it was. */
    public enum Kind {
        /** The other side had Penstock work for nothing (RFC 9113 section 10.5). */
        FLOOD,
        /** The other side broke a rule of HTTP/2. */
        MALFORMED,
        /** A fault of Penstock's own; the log tells. */
        OURS
    }

    /**
     * By what the codec says.
     *
     * @param known null for an exception that is none of HTTP/2
     */
    static Breach of(@Nullable Http2Exception known, Throwable cause) {
        var error = known == null ? Http2Error.INTERNAL_ERROR : known.error();
        var kind =
                switch (error) {
                    case ENHANCE_YOUR_CALM -> Kind.FLOOD;
                    case INTERNAL_ERROR -> Kind.OURS;
                    case NO_ERROR,
                            PROTOCOL_ERROR,
                            FLOW_CONTROL_ERROR,
                            SETTINGS_TIMEOUT,
                            STREAM_CLOSED,
                            FRAME_SIZE_ERROR,
                            REFUSED_STREAM,
                            CANCEL,
                            COMPRESSION_ERROR,
                            CONNECT_ERROR,
                            INADEQUATE_SECURITY,
                            HTTP_1_1_REQUIRED ->
                            Kind.MALFORMED;
                };
        var said = known == null ? cause : known;
        return new Breach(kind, "HTTP/2 " + error + ": " + said.getMessage());
    }
}
