package io.penstock.http.h2;

import io.netty.buffer.ByteBuf;
import io.penstock.relay.Memory;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What goes out on one stream behind its head: a body as far as the other side's windows and the
 * line take it, and what has to wait for them, with what ends it. On the loop.
 */
final class StreamSender {
    private final int stream;
    private final Sends sends;
    private final Memory memory;
    private final IntConsumer out;
    private @Nullable ByteBuf waiting;
    private byte @Nullable [] trailers; // which end the stream once nothing waits
    private boolean ends; // with the last of what waits
    private boolean dropped;
    private int window;
    boolean listed; // among those that wait, which its connection alone uses

    /**
     * Of a stream that begins.
     *
     * @param out is told how many bytes that waited are out
     */
    StreamSender(int stream, Sends sends, Memory memory, IntConsumer out) {
        this.stream = stream;
        this.sends = sends;
        this.memory = memory;
        this.out = out;
        this.window = sends.firstWindow();
    }

    /** Whether nothing waits. */
    boolean isEmpty() {
        return waiting == null;
    }

    /** Whether something waits that the other side would take of this stream. */
    boolean isReady() {
        return waiting != null && window > 0;
    }

    /**
     * The other side takes so many bytes more, or fewer.
     *
     * @return whether a window may be as large as that (RFC 9113 section 6.9.1)
     */
    boolean widen(int bytes) {
        if (bytes > 0 && window > Integer.MAX_VALUE - bytes) {
            return false;
        }
        window += bytes;
        if (isReady()) {
            sends.await(this);
        }
        return true;
    }

    int window() {
        return window;
    }

    /**
     * Sends a part of a body that lies in the loop's buffer.
     *
     * @param end whether it is the last, and nothing stands behind it
     * @return how many bytes of it wait
     */
    int body(int from, int to, boolean end) {
        if (dropped) {
            return 0;
        }
        int at = from;
        if (waiting == null) {
            at = send(memory.buffer(), from, to, end);
            if (at == to) {
                return 0;
            }
            waiting = memory.hold(at, to);
        } else if (from < to) {
            waiting = memory.append(waiting, from, to);
        }
        ends = end;
        if (isReady()) {
            sends.await(this);
        }
        return to - at;
    }

    /** As many frames as may go; where the rest begins. */
    private int send(ByteBuf source, int from, int to, boolean end) {
        int at = from;
        do {
            int bytes = to == at ? 0 : Math.min(window, sends.room(to - at));
            if (bytes <= 0 && at < to) {
                return at;
            }
            window -= bytes;
            sends.data(stream, source, at, bytes, end && at + bytes == to);
            at += bytes;
        } while (at < to);
        return at;
    }

    /** Sends what stands behind a body, and ends the stream. */
    void trailers(HeadBlock block) {
        if (dropped) {
            return; // nor has the other side been told what the block tells
        }
        if (waiting == null) {
            sends.head(stream, block.bytes(), block.length(), true);
        } else {
            trailers = block.copy();
        }
    }

    /** One frame of what waits, and what ends it, if that was the last. */
    void more() {
        var mine = waiting;
        if (mine == null) {
            return;
        }
        int bytes = Math.min(window, sends.room(mine.readableBytes()));
        if (bytes <= 0) {
            return;
        }
        boolean last = bytes == mine.readableBytes();
        waiting = last ? null : mine;
        window -= bytes;
        sends.data(stream, mine, mine.readerIndex(), bytes, last && ends);
        mine.skipBytes(bytes);
        if (last) {
            memory.drop(mine);
            end();
        }
        out.accept(bytes);
    }

    private void end() {
        var mine = trailers;
        if (mine != null) {
            trailers = null;
            sends.head(stream, mine, mine.length, true);
        }
    }

    /** The stream is no more: what waits is thrown away. */
    void drop() {
        dropped = true;
        sends.forget(this);
        if (waiting != null) {
            memory.drop(waiting);
            waiting = null;
        }
    }
}
