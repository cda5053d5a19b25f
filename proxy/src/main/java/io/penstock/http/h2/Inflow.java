package io.penstock.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import io.penstock.http.line.Held;
import io.penstock.http.line.Layout;
import io.penstock.http.line.Line;
import io.penstock.relay.Memory;
import org.jspecify.annotations.Nullable;

/**
 * What comes on one stream of HTTP/2, given to a user of a line as HTTP/1.1. What the user does not
 * read yet is held within the stream's window, which is opened again as it is read. On the loop.
 */
final class Inflow {
    private final Http2Session session;
    private final int stream;
    private final Dialect dialect;
    private final Memory memory;
    private final Held kept;
    private Line.@Nullable User user;
    private @Nullable ByteBuf incoming; // text that came while nobody read
    private int unread; // of the window, by what is incoming
    private boolean wanted;
    private boolean headRead;
    private boolean owed; // a body, of which nothing has come
    private boolean done;
    private boolean closed;
    private HeadText.Framed body = HeadText.Framed.NONE;

    Inflow(Http2Session session, int stream, Dialect dialect) {
        this.session = session;
        this.stream = stream;
        this.dialect = dialect;
        this.memory = session.memory();
        this.kept = new Held(memory, null);
    }

    /**
     * A head has come, or trailers.
     *
     * @return whether it is well-formed, and at its place
     */
    boolean headed(Http2Headers headers, boolean end) {
        if (headRead) {
            return end && !owed && trailed(headers);
        }
        var framed = dialect.textOf(session.text(), headers, end);
        if (framed == null) {
            return false;
        }
        owed = session.text().owesBody();
        if (end && owed) {
            return false;
        }
        headRead = !dialect.isInterim(headers);
        body = framed;
        done = end;
        int start = start();
        came(start, session.text().writeAt(memory.buffer(), start), 0);
        return true;
    }

    private boolean trailed(Http2Headers trailers) {
        done = true;
        boolean sound = session.text().end(trailers);
        if (sound && body == HeadText.Framed.CHUNKED) {
            int start = start();
            came(start, session.text().writeAt(memory.buffer(), start), 0);
        }
        return sound;
    }

    /** Where text goes: what the user has kept comes before it. */
    private int start() {
        return Layout.ROOM + kept.size();
    }

    /**
     * A part of the body has come.
     *
     * @return whether there may be one, and it may end so
     */
    boolean came(ByteBuf data, boolean end) {
        int bytes = data.readableBytes();
        if (!headRead || (body == HeadText.Framed.NONE && bytes > 0)) {
            return false;
        }
        owed &= bytes == 0;
        if (end && owed) {
            return false;
        }
        boolean chunked = body == HeadText.Framed.CHUNKED;
        int start = start();
        int at = bytes == 0 ? start : put(data, start, chunked);
        if (end) {
            done = true;
            if (chunked) {
                session.text().end(null);
                at = session.text().writeAt(memory.buffer(), at);
            }
        }
        came(start, at, bytes);
        return true;
    }

    private int put(ByteBuf data, int at, boolean chunked) {
        if (chunked) {
            return HeadText.chunk(memory.buffer(), at, data);
        }
        int bytes = data.readableBytes();
        memory.buffer().setBytes(at, data, data.readerIndex(), bytes);
        return at + bytes;
    }

    /** Text lies in the loop's buffer. */
    private void came(int from, int to, int window) {
        if (closed) {
            session.consumed(stream, window);
        } else if (from == to) {
            unread += window;
        } else if (wanted && incoming == null) {
            pass(to, window);
        } else {
            unread += window;
            var before = incoming;
            incoming = before == null ? memory.hold(from, to) : memory.append(before, from, to);
        }
    }

    private void pass(int to, int window) {
        kept.putBack();
        session.consumed(stream, window);
        var mine = user;
        if (mine != null) {
            mine.received(Layout.ROOM, to);
        }
    }

    /** Gives the user what came while it did not read. */
    private void deliver() {
        var waiting = incoming;
        if (!wanted || waiting == null || closed) {
            return;
        }
        incoming = null;
        int at = start();
        int bytes = waiting.readableBytes();
        memory.buffer().setBytes(at, waiting, waiting.readerIndex(), bytes);
        memory.drop(waiting);
        int window = unread;
        unread = 0;
        pass(at + bytes, window);
    }

    void usedBy(Line.User next) {
        user = next;
    }

    Line.@Nullable User user() {
        return closed ? null : user;
    }

    void read(boolean on) {
        wanted = on;
        if (on && incoming != null) {
            session.later(this::deliver);
        }
    }

    Held kept() {
        return kept;
    }

    /** Whether the other side has said all it will. */
    boolean isDone() {
        return done;
    }

    boolean isEmpty() {
        return incoming == null;
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
        wanted = false;
        kept.drop();
        if (incoming != null) {
            memory.drop(incoming);
            incoming = null;
        }
        session.consumed(stream, unread);
        unread = 0;
    }
}
