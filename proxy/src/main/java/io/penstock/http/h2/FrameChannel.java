package io.penstock.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.penstock.http.line.Line;
import io.penstock.relay.Memory;

/**
 * Where Netty's HTTP/2 codec lives: a channel without a socket, whose bytes come from a {@link
 * Line} and go to its {@link FrameBuffer}. So half-closes, resets, TLS and back-pressure are the
 * line's, as for every other protocol. What the buffer does not take stays here, which the codec
 * sees as a channel that cannot be written to. On the line's loop.
 */
final class FrameChannel extends EmbeddedChannel {
    private final Memory memory;
    private final FrameBuffer buffer;
    private final Runnable onClose;
    private long put;

    /**
     * A channel that has begun with the codec's preface.
     *
     * @param buffer where the codec's frames go; it is written by its session
     * @param onClose is run once, when the codec has closed it
     */
    static FrameChannel begin(
            Memory memory, FrameBuffer buffer, Http2ConnectionHandler codec, Runnable onClose) {
        var channel = new FrameChannel(memory, buffer, onClose);
        try {
            channel.register();
        } catch (Exception e) {
            throw new IllegalStateException("a channel without a socket is always there", e);
        }
        channel.pipeline().addLast(codec);
        return channel;
    }

    private FrameChannel(Memory memory, FrameBuffer buffer, Runnable onClose) {
        super(DefaultChannelId.newInstance(), false, false);
        this.memory = memory;
        this.buffer = buffer;
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
     * Puts all frames that are ready into the buffer, unless that is full: the codec has a frame go
     * in several parts, between which nothing else may get. So the buffer has that much more at
     * most: what answers one piece that was read, and of acknowledgements and resets no more than
     * the codec lets wait. Who waits for a frame is told once it is in the buffer.
     */
    @Override
    protected void doWrite(ChannelOutboundBuffer waiting) throws Exception {
        if (buffer.isFull()) {
            buffer.flush();
        }
        if (!buffer.isFull()) {
            put = 0;
            waiting.forEachFlushedMessage(this::put);
            waiting.removeBytes(put);
        }
    }

    private boolean put(Object message) {
        var bytes = (ByteBuf) message;
        buffer.put(bytes);
        put += bytes.readableBytes();
        return true;
    }

    @Override
    protected void doClose() throws Exception {
        super.doClose();
        onClose.run();
    }
}
