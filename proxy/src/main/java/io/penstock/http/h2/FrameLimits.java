package io.penstock.http.h2;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.penstock.resource.HttpLimits;

/**
 * How much one connection of HTTP/2 may take up and waste.
 *
 * @param server whether the other side is the client
 * @param streams of the other side at one time
 * @param headBytes of a head, as RFC 9113 counts them
 */
record FrameLimits(boolean server, int streams, int headBytes) {
    /** What one stream may have sent that nobody has read. */
    private static final int STREAM_WINDOW = 256 << 10;

    /** What all of them may have: so much memory a connection may take. */
    private static final int CONNECTION_WINDOW = 1 << 20;

    private static final int FIRST_WINDOW = 65_535; // RFC 9113 section 6.9.2

    /** Streams that a peer may cancel in so many seconds, or make us cancel (CVE-2023-44487). */
    private static final int MOST_RESETS = 200;

    private static final int RESETS_SECONDS = 30;
    private static final int MOST_EMPTY_FRAMES = 10;

    /** RFC 9113 section 6.5.2 counts so much for each field. */
    private static final int OF_A_FIELD = 32;

    private static final int SOMEWHAT = 1024;

    /** What the engine takes of an answer's head, and its fields. */
    private static final int MOST_OF_ANSWER = 48 << 10;

    /** Of clients. A head that is somewhat too large reaches the engine, which tells why. */
    static FrameLimits ofClients(HttpLimits limits) {
        int most = limits.headerBytes() + OF_A_FIELD * (limits.headers() + 1) + SOMEWHAT;
        return new FrameLimits(true, limits.streams(), most);
    }

    /** Of a resource. */
    static FrameLimits ofResource() {
        return new FrameLimits(false, 0, MOST_OF_ANSWER);
    }

    Codec codec(FrameListener listener, SendWindows windows) {
        var settings =
                Http2Settings.defaultSettings()
                        .initialWindowSize(STREAM_WINDOW)
                        .maxHeaderListSize(headBytes);
        if (server) {
            settings.maxConcurrentStreams(streams);
        } else {
            settings.pushEnabled(false);
        }
        return new Codec.Builder(this, listener, windows, MOST_RESETS, RESETS_SECONDS)
                .with(settings, MOST_EMPTY_FRAMES);
    }

    /** Opens the connection's own window, which settings do not. */
    void widen(Http2ConnectionHandler codec, ChannelHandlerContext context) {
        try {
            var connection = codec.connection();
            codec.decoder()
                    .flowController()
                    .incrementWindowSize(
                            connection.connectionStream(), CONNECTION_WINDOW - FIRST_WINDOW);
        } catch (Http2Exception e) {
            throw new IllegalStateException("a window may be as large as this", e);
        }
        codec.flush(context);
    }
}
