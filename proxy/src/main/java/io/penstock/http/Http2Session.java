package io.penstock.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.penstock.relay.Memory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection of HTTP/2, whose streams are lines. Frames, their order, windows and the bounds on
 * what a peer may waste are Netty's codec's; what a message means is the engine's. Everything that
 * is answered in one turn of the loop goes out together. On the loop.
 */
final class Http2Session implements Line.User {
    /** What a side does with its streams. */
    interface Role {
        /**
         * The other side has begun a stream.
         *
         * @return its line, which has a user; null if it may not
         */
        @Nullable StreamLine begun(Http2Session session, int stream);

        /** The other side will take, or make, no new streams beyond those that are. */
        void leaving();

        /** A line was closed, so that there may be fewer. */
        void left();

        /** The connection is no more. */
        void over(boolean reset);
    }

    private final Desk desk;
    private final Line line;
    private final Role role;
    private final FrameChannel channel;
    private final Frames frames;
    private final HeadText text = new HeadText();
    private final IntObjectMap<StreamLine> streams = new IntObjectHashMap<>();
    private boolean flushing;
    private boolean over;

    /**
     * Takes a connection over; the preface goes out at once.
     *
     * @param line what it has kept is read first
     * @param limits what is told to the other side
     */
    Http2Session(Desk desk, Line line, Role role, FrameLimits limits) {
        this.desk = desk;
        this.line = line;
        this.role = role;
        var codec = limits.codec(new FrameListener(this));
        line.usedBy(this);
        this.channel = FrameChannel.begin(line, desk.memory(), codec, () -> end(false));
        var context = channel.pipeline().context(codec);
        this.frames = new Frames(codec, context);
        limits.widen(codec, context);
        codec.connection().addListener(new StreamEnds(this));
        line.read(true);
        if (line.hasKept()) {
            later(() -> {
                if (!over && line.hasKept()) {
                    received(Memory.ROOM, Memory.ROOM + line.recall());
                }
            });
        }
    }

    Desk desk() {
        return desk;
    }

    Memory memory() {
        return desk.memory();
    }

    Line line() {
        return line;
    }

    HeadText text() {
        return text;
    }

    boolean isServer() {
        return frames.isServer();
    }

    boolean isOver() {
        return over;
    }

    /** Whether no stream is open. */
    boolean isQuiet() {
        return streams.isEmpty();
    }

    /** Whether the other side takes one more stream of ours. */
    boolean hasRoom() {
        return !over && frames.hasRoom(streams.size());
    }

    /** A new stream of ours. */
    StreamLine open(Dialect dialect) {
        int id = frames.next();
        var opened = new StreamLine(this, id, dialect);
        streams.put(id, opened);
        return opened;
    }

    @Override
    public void received(int from, int to) {
        if (!over) {
            channel.received(from, to);
            settle();
        }
    }

    /** A peer that does not read what it makes us say is not read either. */
    private void settle() {
        if (!over) {
            line.read(channel.isWritable());
        }
    }

    @Override
    public void drained() {
        if (!over) {
            channel.flush();
            settle();
        }
    }

    @Override
    public void ended() {
        end(false);
    }

    @Override
    public void gone(boolean all) {
        end(true);
    }

    @Override
    public void failed() {
        for (var stream : List.copyOf(streams.values())) {
            stream.fail();
        }
        end(true);
    }

    /** The connection is no more, whoever ended it. */
    void end(boolean reset) {
        if (over) {
            return;
        }
        over = true;
        var living = List.copyOf(streams.values());
        streams.clear();
        channel.drop();
        living.forEach(StreamLine::lost);
        if (reset) {
            line.reset();
        } else {
            line.close();
        }
        role.over(reset);
    }

    /** No new streams; those that are there end in their own time. */
    void leave() {
        if (!over) {
            frames.goAway();
            flushLater();
        }
    }

    // What the codec tells.

    void headed(int id, Http2Headers headers, boolean end) throws Http2Exception {
        var stream = streams.get(id);
        if (stream == null && isServer()) {
            stream = role.begun(this, id);
            if (stream == null) {
                throw Http2Exception.streamError(id, Http2Error.REFUSED_STREAM, "no more streams");
            }
            streams.put(id, stream);
        }
        if (stream != null && !stream.in().headed(headers, end)) {
            throw Http2Exception.streamError(id, Http2Error.PROTOCOL_ERROR, "a malformed head");
        }
        if (stream != null && end) {
            stream.heardAll();
        }
    }

    /** How many bytes of the window are free again at once. */
    int came(int id, ByteBuf data, int padding, boolean end) throws Http2Exception {
        var stream = streams.get(id);
        if (stream == null) {
            return data.readableBytes() + padding;
        }
        if (!stream.in().came(data, end)) {
            throw Http2Exception.streamError(id, Http2Error.PROTOCOL_ERROR, "a body without place");
        }
        if (end) {
            stream.heardAll();
        }
        return padding;
    }

    void streamReset(int id) {
        var stream = streams.remove(id);
        if (stream != null) {
            stream.lost();
        }
    }

    void streamClosed(int id) {
        var stream = streams.remove(id);
        if (stream != null) {
            stream.over();
        }
    }

    void leaving() {
        role.leaving();
    }

    // What streams do.

    void writeHeaders(StreamLine stream, Http2Headers headers, boolean end) {
        if (!over && stream.isOpen()) {
            frames.headers(stream.id(), headers, end);
        }
    }

    /** Takes the data over. */
    void writeData(StreamLine stream, ByteBuf data, boolean end) {
        int bytes = data.readableBytes();
        if (over || !stream.isOpen()) {
            data.release();
            stream.sent(bytes);
        } else {
            frames.data(stream.id(), data, end, () -> stream.sent(bytes));
        }
    }

    void reset(StreamLine stream, Http2Error why) {
        streams.remove(stream.id());
        if (!over) {
            frames.reset(stream.id(), why);
            flushLater();
        }
    }

    /** So many bytes of a stream's window are free again. */
    void consumed(int stream, int bytes) {
        if (!over && bytes > 0 && frames.consumed(stream, bytes)) {
            flushLater();
        }
    }

    void left() {
        role.left();
    }

    void later(Runnable task) {
        desk.loop().execute(task);
    }

    void flushLater() {
        if (!flushing && !over) {
            flushing = true;
            later(this::flush);
        }
    }

    private void flush() {
        flushing = false;
        if (!over) {
            frames.flush();
            settle();
        }
    }
}
