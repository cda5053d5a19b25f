package io.penstock.http.h2;

import io.netty.buffer.PooledByteBufAllocator;
import io.penstock.http.message.Body;
import io.penstock.http.message.Progress;
import io.penstock.relay.Memory;
import io.penstock.resource.HttpLimits;

/**
 * What goes on one stream of HTTP/2, written as HTTP/1.1. Little of it waits for the other side's
 * window: who writes is asked to stop. On the loop.
 */
final class Outflow {
    private static final int MOST_UNSENT = 64 << 10;
    private static final int FEW_UNSENT = 16 << 10;

    private final Http2Session session;
    private final StreamLine line;
    private final Dialect dialect;
    private final Memory memory;
    private final Body body = new Body(HttpLimits.DEFAULT);
    private boolean inBody;
    private boolean done;
    private boolean stuffed;
    private int unsent;

    Outflow(Http2Session session, StreamLine line, Dialect dialect) {
        this.session = session;
        this.line = line;
        this.dialect = dialect;
        this.memory = session.memory();
    }

    /**
     * Writes a part of the loop's buffer.
     *
     * @return whether it is well-formed; what is not was written by ourselves
     */
    boolean write(int from, int to) {
        int at = from;
        while (at >= 0 && at < to && !done) {
            at = inBody ? content(at, to) : head(at, to);
        }
        session.flushLater();
        stuffed |= !takes();
        return at >= 0;
    }

    private int head(int from, int to) {
        var head = dialect.head();
        var progress = head.read(memory.buffer(), from, to);
        if (progress != Progress.DONE) {
            return progress == Progress.MORE ? to : -1;
        }
        int end = head.end();
        var headers = dialect.headers();
        inBody = !head.isInterim();
        if (inBody) {
            body.begin(head.framing(), head.contentLength());
            done = body.isDone();
        }
        dialect.done();
        session.writeHeaders(line, headers, done);
        return end;
    }

    private int content(int from, int to) {
        int at = body.step(memory.buffer(), from, to);
        if (at < 0) {
            return at;
        }
        done = body.isDone();
        var trailers = done ? HeadFrames.trailers(body.trailers()) : null;
        boolean last = done && trailers == null;
        int bytes = body.dataTo() - body.dataFrom();
        if (bytes > 0 || last) {
            unsent += bytes;
            var data = PooledByteBufAllocator.DEFAULT.directBuffer(bytes);
            session.writeData(line, data.writeBytes(memory.buffer(), body.dataFrom(), bytes), last);
        }
        if (trailers != null) {
            session.writeHeaders(line, trailers, true);
        }
        return at;
    }

    /** So many bytes of the body are out, or thrown away; whether to tell who was stopped. */
    boolean sent(int bytes) {
        unsent -= bytes;
        boolean tell = stuffed && unsent <= FEW_UNSENT;
        stuffed &= !tell;
        return tell;
    }

    boolean takes() {
        return unsent <= MOST_UNSENT;
    }

    /** Whether all of the message was written. */
    boolean isDone() {
        return done;
    }

    /** A body that ends with the connection ends with the stream. */
    void end() {
        if (inBody && !done && body.end()) {
            done = true;
            session.writeData(line, PooledByteBufAllocator.DEFAULT.directBuffer(0), true);
            session.flushLater();
        }
    }
}
