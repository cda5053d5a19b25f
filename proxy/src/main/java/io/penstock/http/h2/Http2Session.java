package io.penstock.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.penstock.http.line.Line;
import io.penstock.http.message.Heads;
import io.penstock.relay.Loop;
import io.penstock.relay.Memory;
import io.penstock.resource.HttpLimits;
import java.util.List;

/**
 * One connection of HTTP/2, whose streams are lines. Frames, their order, windows and the bounds on
 * what a peer may waste are Netty's codec's; what a message means is the engine's. Everything that
 * is answered in one turn of the loop goes out together. On the loop.
 */
public final class Http2Session implements Line.User {
    private final Loop loop;
    private final Heads heads;
    private final Line line;
    private final Role role;
    private final FrameChannel channel;
    private final Frames frames;
    private final HeadText text = new HeadText();
    private final IntObjectMap<StreamLine> streams = new IntObjectHashMap<>();
    private boolean flushing;
    private boolean over;

    /**
     * Takes a client's connection over; the preface goes out at once.
     *
     * @param line what it has kept is read first
     * @param limits of its requests, and of their number
     */
    public static Http2Session ofClient(
            Loop loop, Heads heads, Line line, Role role, HttpLimits limits) {
        return new Http2Session(loop, heads, line, role, FrameLimits.ofClients(limits));
    }

    /** The same with a connection to a resource. */
    public static Http2Session toResource(Loop loop, Heads heads, Line line, Role role) {
        return new Http2Session(loop, heads, line, role, FrameLimits.ofResource());
    }

    private Http2Session(Loop loop, Heads heads, Line line, Role role, FrameLimits limits) {
        this.loop = loop;
        this.heads = heads;
        this.line = line;
        this.role = role;
        var codec = limits.codec(new FrameListener(this));
        line.usedBy(this);
        this.channel = FrameChannel.begin(line, loop.memory(), codec, () -> end(false));
        var context = channel.pipeline().context(codec);
        this.frames = new Frames(codec, context);
        limits.widen(codec, context);
        codec.connection().addListener(new StreamEnds(this));
        line.read(true);
        if (line.hasKept()) {
            later(() -> line.offerKept(this));
        }
    }

    Memory memory() {
        return loop.memory();
    }

    /** The line that it is on, to be paced; nothing is written to it. */
    public Line line() {
        return line;
    }

    HeadText text() {
        return text;
    }

    boolean isServer() {
        return frames.isServer();
    }

    /** Whether the connection is no more. */
    public boolean isOver() {
        return over;
    }

    /** Whether no stream is open. */
    public boolean isQuiet() {
        return streams.isEmpty();
    }

    /** Whether the other side takes one more stream of ours. */
    public boolean hasRoom() {
        return !over && frames.hasRoom(streams.size());
    }

    /** A new stream of ours. */
    public Line open() {
        int id = frames.next();
        var opened = new StreamLine(this, id, new ClientDialect(heads, line.isSecure()));
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
    public void end(boolean reset) {
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
    public void leave() {
        if (!over) {
            frames.goAway();
            flushLater();
        }
    }

    // What the codec tells.

    void headed(int id, Http2Headers headers, boolean end) throws Http2Exception {
        var stream = streams.get(id);
        if (stream == null && isServer()) {
            stream = new StreamLine(this, id, new ServerDialect(heads));
            if (!role.begun(stream)) {
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
        loop.execute(task);
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
