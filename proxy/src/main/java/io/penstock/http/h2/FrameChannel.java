package io.penstock.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.penstock.http.line.Layout;
import io.penstock.http.line.Line;
import io.penstock.relay.Memory;

/**
 * Where Netty's HTTP/2 codec lives: a channel without a socket, whose bytes come from a {@link
 * Line} and go to it. So half-closes, resets, TLS and back-pressure are the line's, as for every
 * other protocol. What the line does not take stays here, which the codec sees as a channel that
 * cannot be written to. On the line's loop.
 */
final class FrameChannel extends EmbeddedChannel {
    private final Line line;
    private final Memory memory;
    private final FrameBuffer before;
    private final Runnable onClose;
    private int gathered;

    /**
     * A channel that has begun with the codec's preface.
     *
     * @param before frames that were put there go out before those of the codec
     * @param onClose is run once, when the codec has closed it
     */
    static FrameChannel begin(
            Line line,
            Memory memory,
            FrameBuffer before,
            Http2ConnectionHandler codec,
            Runnable onClose) {
        var channel = new FrameChannel(line, memory, before, onClose);
        try {
            channel.register();
        } catch (Exception e) {
            throw new IllegalStateException("a channel without a socket is always there", e);
        }
        channel.pipeline().addLast(codec);
        return channel;
    }

    private FrameChannel(Line line, Memory memory, FrameBuffer before, Runnable onClose) {
        super(DefaultChannelId.newInstance(), false, false);
        this.line = line;
        this.memory = memory;
        this.before = before;
        this.onClose = onClose;
        config().setAllocator(PooledByteBufAllocator.DEFAULT);
    }

    /** Bytes that have come, from a part of the loop's buffer, which is free after that. */
    void received(int from, int to) {
        var bytes = alloc().directBuffer(to - from).writeBytes(memory.buffer(), from, to - from);
        pipeline().fireChannelRead(bytes);
        pipeline().fireChannelReadComplete();
        runPendingTasks();
    }

    /** Ends it: what the codec holds is released, and all its streams are closed. */
    void drop() {
        unsafe().close(unsafe().voidPromise());
        runPendingTasks();
    }

    /**
     * Small frames are written together. They are out before whoever waits for that is told: it may
     * close the line.
     */
    @Override
    protected void doWrite(ChannelOutboundBuffer waiting) throws Exception {
        before.flush();
        while (!waiting.isEmpty() && before.isEmpty() && line.takes()) {
            gathered = Layout.FRAMES;
            waiting.forEachFlushedMessage(this::gather);
            int bytes = gathered - Layout.FRAMES;
            if (bytes > 0) {
                line.write(Layout.FRAMES, gathered);
            }
            waiting.removeBytes(bytes);
        }
    }

    private boolean gather(Object message) {
        var frame = (ByteBuf) message;
        int bytes = Math.min(frame.readableBytes(), Layout.FRAMES_TO - gathered);
        memory.buffer().setBytes(gathered, frame, frame.readerIndex(), bytes);
        gathered += bytes;
        return gathered < Layout.FRAMES_TO;
    }

    @Override
    protected void doClose() throws Exception {
        super.doClose();
        onClose.run();
    }
}
