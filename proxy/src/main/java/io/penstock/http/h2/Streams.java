package io.penstock.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.penstock.http.message.Heads;
import io.penstock.relay.Alarm;
import io.penstock.relay.Loop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one connection, by their numbers: what the codec tells of a stream finds its line
 * here. On the loop.
 */
final class Streams {
    /** The last frame of an answer that is whole comes with it, or soon. */
    private static final long LAST_FRAME_TICKS = 2;

    /** So long a client may take for an answer that was whole before its request was. */
    private static final long SENDING_TICKS = 60;

    private final Loop loop;
    private final Heads heads;
    private final Http2Session session;
    private final Role role;
    private final IntObjectMap<StreamLine> living = new IntObjectHashMap<>();
    private final Map<StreamLine, Long> ending = new LinkedHashMap<>(); // by when, soonest first
    private final Alarm alarm;

    Streams(Loop loop, Heads heads, Http2Session session, Role role) {
        this.loop = loop;
        this.heads = heads;
        this.session = session;
        this.role = role;
        this.alarm = new Alarm(loop, this::overdue);
    }

    boolean isEmpty() {
        return living.isEmpty();
    }

    int count() {
        return living.size();
    }

    /** What goes out on one of them; null if it is no more. */
    @Nullable StreamSender sender(int id) {
        var line = living.get(id);
        return line == null ? null : line.sender();
    }

    List<StreamLine> all() {
        return List.copyOf(living.values());
    }

    /** Forgets all of them. */
    List<StreamLine> clear() {
        var all = all();
        living.clear();
        ending.clear();
        alarm.off();
        return all;
    }

    /** One of ours. */
    StreamLine open(int id) {
        return add(id, new ClientDialect(heads, session.line().isSecure()));
    }

    private StreamLine add(int id, Dialect dialect) {
        var line = new StreamLine(session, id, dialect);
        living.put(id, line);
        return line;
    }

    void remove(int id) {
        var line = living.remove(id);
        if (line != null) {
            ending.remove(line);
        }
    }

    /** One that the other side has begun. */
    private StreamLine begun(int id) throws Http2Exception {
        var line = add(id, new ServerDialect(heads));
        if (!role.begun(line)) {
            living.remove(id);
            throw Http2Exception.streamError(id, Http2Error.REFUSED_STREAM, "no more streams");
        }
        return line;
    }

    /** A head has come, or trailers. */
    void headed(int id, Http2Headers headers, boolean end) throws Http2Exception {
        var known = living.get(id);
        if (known == null && !session.isServer()) {
            return;
        }
        var line = known == null ? begun(id) : known;
        if (!line.in().headed(headers, end)) {
            throw Http2Exception.streamError(id, Http2Error.PROTOCOL_ERROR, "a malformed head");
        }
        if (end) {
            line.heardAll();
        }
    }

    /** A head has come that is too large to be read. */
    void overlong(int id) throws Http2Exception {
        role.overlong(begun(id));
    }

    /** A part of a body has come; how many bytes of the window are free again at once. */
    int came(int id, ByteBuf data, int padding, boolean end) throws Http2Exception {
        var line = living.get(id);
        if (line == null) {
            return data.readableBytes() + padding;
        }
        if (!line.in().came(data, end)) {
            throw Http2Exception.streamError(id, Http2Error.PROTOCOL_ERROR, "a body without place");
        }
        if (end) {
            line.heardAll();
        }
        return padding;
    }

    /**
     * A stream was reset.
     *
     * @param untouched whether the other side has said that it did nothing with it
     */
    void reset(int id, boolean untouched) {
        var line = living.remove(id);
        if (line == null) {
            return;
        }
        ending.remove(line);
        if (line.isClosed()) {
            line.over();
            session.released();
        } else {
            line.lost(untouched);
        }
    }

    /** A stream is no more, in order, or since the other side takes none of its number. */
    void closed(int id) {
        var line = living.get(id);
        if (line == null) {
            return;
        }
        if (!line.in().isDone()) {
            reset(id, true);
            return;
        }
        living.remove(id);
        ending.remove(line);
        line.over();
        if (line.isClosed()) {
            session.released(); // its last frames had to wait, or the other side's had
        }
    }

    /** Nobody waits for that one any more, but its last frame is still to come, or to go. */
    void awaitEnd(StreamLine line) {
        long by = loop.tick() + (session.isServer() ? SENDING_TICKS : LAST_FRAME_TICKS);
        ending.put(line, by);
        alarm.by(by);
    }

    private long overdue(long tick) {
        for (var awaited : List.copyOf(ending.entrySet())) {
            if (awaited.getValue() > tick) {
                return awaited.getValue();
            }
            session.reset(awaited.getKey(), Http2Error.CANCEL);
            awaited.getKey().over();
            role.left();
        }
        return Alarm.NEVER;
    }
}
