package io.penstock.http.h2;

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
    private final StreamSender sender;
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
        this.sender = new StreamSender(line.id(), session.sends(), memory, line::sent);
    }

    StreamSender sender() {
        return sender;
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
        dialect.writeTo(session.block());
        inBody = !head.isInterim();
        if (inBody) {
            body.begin(head.framing(), head.contentLength());
            done = body.isDone();
        }
        dialect.done();
        session.writeHead(line, done, !inBody);
        return end;
    }

    private int content(int from, int to) {
        int at = body.step(memory.buffer(), from, to);
        if (at < 0) {
            return at;
        }
        done = body.isDone();
        boolean trailers = done && session.block().trailers(body.trailers());
        boolean last = done && !trailers;
        if (body.dataTo() > body.dataFrom() || last) {
            unsent += session.writeBody(line, body.dataFrom(), body.dataTo(), last);
        }
        if (trailers) {
            session.writeTrailers(line);
        }
        return at;
    }

    /** So many bytes of the body that waited are out; whether to tell who was stopped. */
    boolean sent(int bytes) {
        unsent -= bytes;
        boolean tell = stuffed && unsent <= FEW_UNSENT;
        stuffed &= !tell;
        return tell;
    }

    boolean takes() {
        return unsent <= MOST_UNSENT;
    }

    /**
     * How much it takes before it is too much, which says how much is to be read for it at once.
     */
    int room() {
        return Math.max(0, MOST_UNSENT - unsent);
    }

    /** Whether all of the message was written. */
    boolean isDone() {
        return done;
    }

    /** A body that ends with the connection ends with the stream. */
    void end() {
        if (inBody && !done && body.end()) {
            done = true;
            session.writeBody(line, 0, 0, true);
        }
    }

    /** The stream is no more: what waits is thrown away. */
    void drop() {
        sender.drop();
        unsent = 0;
    }
}
