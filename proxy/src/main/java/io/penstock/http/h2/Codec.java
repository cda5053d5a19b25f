package io.penstock.http.h2;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Exception.HeaderListSizeException;
import io.netty.handler.codec.http2.Http2Exception.StreamException;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Netty's codec, but that a head too large to be read is a request like others: whoever answers it
 * tells of it; and that it tells why it gives a connection up.
 */
final class Codec extends Http2ConnectionHandler {
    private static final Logger log = LoggerFactory.getLogger(Codec.class);

    private final FrameListener listener;
    private boolean broken;

    private Codec(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings settings,
            FrameListener listener) {
        super(decoder, encoder, settings);
        this.listener = listener;
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext ctx, boolean outbound, Throwable cause, StreamException error) {
        if (error instanceof HeaderListSizeException size
                && size.duringDecode()
                && connection().isServer()
                && connection().stream(error.streamId()) == null) {
            try {
                connection().remote().createStream(error.streamId(), false);
                listener.overlong(error.streamId());
            } catch (Http2Exception e) {
                onError(ctx, false, e);
            }
        } else {
            super.onStreamError(ctx, outbound, cause, error);
        }
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext ctx,
            boolean outbound,
            Throwable cause,
            @Nullable Http2Exception known) {
        boolean lives = ctx.channel().isActive(); // else it is what still lay there that fails
        if (lives && !broken) {
            broken = true;
            var why = Breach.of(known, cause);
            if (why.kind() == Breach.Kind.OURS) {
                log.error("HTTP/2 failed", cause);
            }
            listener.broken(why);
        }
        super.onConnectionError(ctx, outbound, cause, known);
    }

    /**
     * Trailers that are too large reset their stream, and are not answered as well: the codec's own
     * answer would refer to a table that {@link HeadBlock} has said there is not.
     */
    @Override
    protected void handleServerHeaderDecodeSizeError(
            ChannelHandlerContext ctx, Http2Stream stream) {}

    /** Makes one. */
    static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<Codec, Builder> {
        private final FrameListener listener;

        /**
         * With what no connection may waste.
         *
         * @param windows the other side's
         * @param mostResets streams that may be cancelled, by either side, in so many seconds
         */
        Builder(
                FrameLimits limits,
                FrameListener listener,
                SendWindows windows,
                int mostResets,
                int seconds) {
            this.listener = listener;
            var connection = new DefaultHttp2Connection(limits.server());
            connection.remote().flowController(windows);
            connection(connection);
            frameListener(listener);
            validateHeaders(true);
            encoderIgnoreMaxHeaderListSize(true);
            decoderEnforceMaxRstFramesPerWindow(mostResets, seconds);
            encoderEnforceMaxRstFramesPerWindow(mostResets, seconds);
            gracefulShutdownTimeoutMillis(0);
        }

        /** One that tells these settings. */
        Codec with(Http2Settings settings, int mostEmptyFrames) {
            initialSettings(settings);
            decoderEnforceMaxConsecutiveEmptyDataFrames(mostEmptyFrames);
            return build();
        }

        @Override
        protected Codec build(
                Http2ConnectionDecoder decoder,
                Http2ConnectionEncoder encoder,
                Http2Settings settings) {
            return new Codec(decoder, encoder, settings, listener);
        }
    }
}
