package io.penstock.http.h2;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;

/** Frames as they go out, in the words of a session. Of one connection, on its loop. */
final class Frames {
    private final Http2ConnectionHandler codec;
    private final ChannelHandlerContext context;
    private int last; // of our streams

    Frames(Http2ConnectionHandler codec, ChannelHandlerContext context) {
        this.codec = codec;
        this.context = context;
    }

    boolean isServer() {
        return codec.connection().isServer();
    }

    /**
     * Whether there is a number, and the other side takes one more stream of ours beside so many.
     */
    boolean hasRoom(int streams) {
        var local = codec.connection().local();
        return !codec.connection().goAwayReceived()
                && last <= Integer.MAX_VALUE - 2
                && local.canOpenStream()
                && streams < local.maxActiveStreams();
    }

    /** The number of the next stream of ours. */
    int next() {
        last = codec.connection().local().incrementAndGetNextStreamId();
        return last;
    }

    /** What the other side takes in one frame. */
    int mostInFrame() {
        return codec.encoder().configuration().frameSizePolicy().maxFrameSize();
    }

    /**
     * A head goes out on a stream, which may begin with it.
     *
     * @param interim whether another head follows
     * @return whether it may; if not, since the stream cannot be, nobody hears of it
     */
    boolean headed(int id, boolean interim) {
        try {
            var known = codec.connection().stream(id);
            var stream = known == null ? codec.connection().local().createStream(id, false) : known;
            if (!stream.state().localSideOpen()) {
                return false;
            }
            stream.headersSent(interim);
            return true;
        } catch (Http2Exception e) {
            return false; // there may be no more of them
        }
    }

    /** Our last frame goes out on a stream. */
    void ended(int id) {
        var stream = codec.connection().stream(id);
        if (stream != null) {
            codec.closeStreamLocal(stream, context.newSucceededFuture());
        }
    }

    void reset(int stream, Http2Error why) {
        if (codec.connection().stream(stream) != null) {
            var _ = codec.resetStream(context, stream, why.code(), context.newPromise());
        }
    }

    /** So many bytes of a stream's window are free again; whether that is to be told. */
    boolean consumed(int id, int bytes) {
        var stream = codec.connection().stream(id);
        if (stream == null) {
            return false; // the codec has freed them itself
        }
        try {
            return codec.decoder().flowController().consumeBytes(stream, bytes);
        } catch (Http2Exception e) {
            codec.onError(context, true, e);
            return true;
        }
    }

    /** No new streams of the other side are taken. */
    void goAway() {
        var _ =
                codec.goAway(
                        context,
                        codec.connection().remote().lastStreamCreated(),
                        Http2Error.NO_ERROR.code(),
                        context.alloc().buffer(0),
                        context.newPromise());
    }

    void flush() {
        codec.flush(context);
    }
}
