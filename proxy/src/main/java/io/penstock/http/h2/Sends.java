package io.penstock.http.h2;

import io.netty.buffer.ByteBuf;
import io.penstock.http.line.Line;
import java.util.ArrayDeque;

/**
 * What goes out on the streams of a connection: heads at once, bodies in turns, as far as the other
 * side's windows and the line take them (RFC 9113 section 5.2). On the loop.
 */
final class Sends {
    private static final int FIRST_WINDOW = 65_535; // section 6.9.2

    /** A frame has no more, whatever the other side allows: other streams have their turn. */
    private static final int MOST_IN_FRAME = 64 << 10;

    private final Http2Session session;
    private final Line line;
    private final FrameBuffer buffer;
    private final ArrayDeque<StreamSender> waiting = new ArrayDeque<>();
    private int window = FIRST_WINDOW;
    private int firstWindow = FIRST_WINDOW;
    private boolean serving;

    Sends(Http2Session session, FrameBuffer buffer) {
        this.session = session;
        this.line = session.line();
        this.buffer = buffer;
    }

    /** How much a new stream may send. */
    int firstWindow() {
        return firstWindow;
    }

    /** From now on it is that. */
    void firstWindow(int bytes) {
        firstWindow = bytes;
    }

    /** How much all streams together may send. */
    int window() {
        return window;
    }

    /**
     * The other side takes so many bytes more, of all streams together.
     *
     * @return whether a window may be as large as that (section 6.9.1)
     */
    boolean widen(int bytes) {
        if (window > Integer.MAX_VALUE - bytes) {
            return false;
        }
        window += bytes;
        return true;
    }

    /** How many of so many bytes one frame may have now; none while others wait for their turn. */
    int room(int bytes) {
        if (buffer.isFull()) {
            buffer.flush();
        }
        return line.takes() && (serving || waiting.isEmpty())
                ? Math.min(Math.min(bytes, window), Math.min(mostInFrame(), MOST_IN_FRAME))
                : 0;
    }

    private int mostInFrame() {
        return session.frames().mostInFrame();
    }

    /** A part of a body, for which there is {@link #room}, or the end of a stream alone. */
    void data(int stream, ByteBuf source, int from, int bytes, boolean end) {
        window -= bytes;
        buffer.data(stream, source, from, bytes, end);
        sent(stream, end);
    }

    /** A head, or trailers. */
    void head(int stream, byte[] block, int length, boolean end) {
        buffer.head(stream, block, length, end, mostInFrame());
        sent(stream, end);
    }

    private void sent(int stream, boolean end) {
        if (end) {
            session.frames().ended(stream);
        }
        session.flushLater();
    }

    /** A stream has something that waits for the connection alone. */
    void await(StreamSender sender) {
        if (!sender.listed) {
            sender.listed = true;
            waiting.addLast(sender);
        }
    }

    /** A stream is no more. */
    void forget(StreamSender sender) {
        if (sender.listed) {
            sender.listed = false;
            waiting.remove(sender);
        }
    }

    /** Whether something waits for the connection alone. */
    boolean isAwaited() {
        return !waiting.isEmpty();
    }

    /** Gives each stream that waits one frame after the other. */
    void serve() {
        serving = true;
        try {
            while (!waiting.isEmpty() && window > 0 && line.takes()) {
                var next = waiting.removeFirst();
                next.listed = false;
                next.more();
                if (next.isReady()) {
                    await(next);
                }
            }
        } finally {
            serving = false;
        }
    }
}
