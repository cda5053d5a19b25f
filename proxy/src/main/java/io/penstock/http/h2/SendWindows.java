package io.penstock.http.h2;

import static io.netty.handler.codec.http2.Http2Exception.connectionError;
import static io.netty.handler.codec.http2.Http2Exception.streamError;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells what goes out, {@link Sends}, of the other side's windows, which the codec hears of. The
 * codec itself sends no bodies. Of one connection, on its loop.
 */
final class SendWindows implements Http2RemoteFlowController {
    private final Sends sends;
    private final Streams streams;
    private final Runnable flushLater;
    private @Nullable ChannelHandlerContext context;

    SendWindows(Sends sends, Streams streams, Runnable flushLater) {
        this.sends = sends;
        this.streams = streams;
        this.flushLater = flushLater;
    }

    @Override
    public void channelHandlerContext(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public @Nullable ChannelHandlerContext channelHandlerContext() {
        return context;
    }

    /** RFC 9113 section 6.9.2: it changes all windows of streams that are, too. */
    @Override
    public void initialWindowSize(int bytes) throws Http2Exception {
        int change = bytes - sends.firstWindow();
        sends.firstWindow(bytes);
        for (var stream : streams.all()) {
            if (!stream.sender().widen(change)) {
                throw connectionError(Http2Error.FLOW_CONTROL_ERROR, "windows too large");
            }
        }
        flush();
    }

    @Override
    public int initialWindowSize() {
        return sends.firstWindow();
    }

    @Override
    public int windowSize(Http2Stream stream) {
        var sender = streams.sender(stream.id());
        return sender == null ? sends.window() : sender.window();
    }

    @Override
    public void incrementWindowSize(Http2Stream stream, int bytes) throws Http2Exception {
        int id = stream.id();
        var sender = streams.sender(id);
        if (id == 0 && !sends.widen(bytes)) {
            throw connectionError(Http2Error.FLOW_CONTROL_ERROR, "a window too large");
        }
        if (sender != null && !sender.widen(bytes)) {
            throw streamError(id, Http2Error.FLOW_CONTROL_ERROR, "a window too large");
        }
        flush();
    }

    private void flush() {
        if (sends.isAwaited()) {
            flushLater.run();
        }
    }

    @Override
    public void addFlowControlled(Http2Stream stream, FlowControlled payload) {
        throw new IllegalStateException("bodies go past the codec");
    }

    @Override
    public boolean hasFlowControlled(Http2Stream stream) {
        return false;
    }

    @Override
    public void writePendingBytes() {
        // the session's own flush does that
    }

    @Override
    public void listener(@Nullable Listener listener) {
        throw new IllegalStateException("nobody asks the codec what can be written");
    }

    @Override
    public boolean isWritable(Http2Stream stream) {
        var sender = streams.sender(stream.id());
        return sender != null && sender.window() > 0;
    }

    @Override
    public void channelWritabilityChanged() {
        // what goes out asks the line
    }

    @Override
    public void updateDependencyTree(int child, int parent, short weight, boolean exclusive) {
        // RFC 9113 section 5.3.1: priorities are no more
    }
}
