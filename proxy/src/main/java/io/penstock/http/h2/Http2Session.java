package io.penstock.http.h2;

import io.netty.handler.codec.http2.Http2Error;
import io.penstock.http.line.Leaving;
import io.penstock.http.line.Line;
import io.penstock.http.message.Heads;
import io.penstock.relay.Loop;
import io.penstock.relay.Memory;
import io.penstock.relay.Pace;
import io.penstock.resource.HttpLimits;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One connection of HTTP/2, whose streams are lines. Frames that come, their order and windows are
 * Netty's codec's, and so are bounds on what a peer may waste, beside {@link Calm}; heads and
 * bodies that go are {@link Sends}', and one {@link FrameBuffer} has all that goes; what a message
 * means is the engine's. Everything that is answered in one turn of the loop goes out together. On
 * the loop.
 */
public final class Http2Session implements Line.User {
    private final Loop loop;
    private final Line line;
    private final Role role;
    private final FrameChannel channel;
    private final Frames frames;
    private final HeadText text = new HeadText();
    private final HeadBlock block = new HeadBlock();
    private final FrameBuffer buffer;
    private final Sends sends;
    private final Runnable flush = this::flush;
    private final Streams streams;
    private final Calm calm;
    private Pace.@Nullable Maker pace;
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
        this.line = line;
        this.role = role;
        this.buffer = new FrameBuffer(line, loop.memory());
        this.sends = new Sends(this, buffer);
        this.streams = new Streams(loop, heads, this, role);
        this.calm = new Calm(loop);
        var windows = new SendWindows(sends, streams, this::flushLater);
        var codec = limits.codec(new FrameListener(streams, role, calm), windows);
        line.usedBy(this);
        this.channel = FrameChannel.begin(loop.memory(), buffer, codec, () -> end(false));
        var context = channel.pipeline().context(codec);
        this.frames = new Frames(codec, context);
        limits.widen(codec, context);
        codec.connection().addListener(new StreamEnds(streams));
        buffer.flush();
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

    HeadBlock block() {
        return block;
    }

    Sends sends() {
        return sends;
    }

    Frames frames() {
        return frames;
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
        return !over && frames.hasRoom(streams.count());
    }

    /** A new stream of ours. */
    public Line open() {
        return streams.open(frames.next());
    }

    @Override
    public void received(int from, int to) {
        if (!over) {
            channel.received(from, to);
            if (!buffer.isEmpty()) {
                flushLater();
            }
            settle();
        }
    }

    /** A peer that does not read what it makes us say is not read either. */
    private void settle() {
        if (!over) {
            line.read(channel.isWritable() && !buffer.isFull());
        }
    }

    @Override
    public void drained() {
        flush();
    }

    @Override
    public void ended() {
        if (stop()) {
            left();
        }
    }

    @Override
    public void gone(boolean all) {
        end(true);
    }

    @Override
    public void failed() {
        for (var stream : streams.all()) {
            stream.fail();
        }
        end(true);
    }

    /**
     * Ends the connection, whoever wants it, and all its streams. Without a reset what was written
     * goes out before, and the role is told once the other side can have read it.
     */
    public void end(boolean reset) {
        if (!over && !reset) {
            buffer.flushAll();
            frames.flush();
            buffer.flushAll();
        }
        if (!stop()) {
            return;
        }
        if (reset) {
            line.reset();
            role.over(true);
        } else {
            new Leaving(loop, line, false, this::left).begin();
        }
    }

    private void left() {
        line.close();
        role.over(false);
    }

    /** No frames come or go any more; false if they did not before. */
    private boolean stop() {
        if (over) {
            return false;
        }
        over = true;
        var living = streams.clear();
        channel.drop();
        buffer.drop();
        living.forEach(stream -> stream.lost(false));
        return true;
    }

    /** No new streams; those that are there end in their own time. */
    public void leave() {
        if (!over) {
            frames.goAway();
            flushLater();
        }
    }

    /** Sends what {@link #block} has, as a head. */
    void writeHead(StreamLine stream, boolean end, boolean interim) {
        if (!over && stream.isOpen()) {
            calm.work(0);
            if (frames.headed(stream.id(), interim)) {
                sends.head(stream.id(), block.bytes(), block.length(), end);
            } else {
                stream.sender().drop(); // no frame may go out on a stream that is not
                later(() -> streams.reset(stream.id(), true));
            }
        }
    }

    /** Sends a part of the loop's buffer; how many bytes of it wait. */
    int writeBody(StreamLine stream, int from, int to, boolean end) {
        if (over || !stream.isOpen()) {
            return 0;
        }
        calm.work(to - from);
        return stream.sender().body(from, to, end);
    }

    /** Sends what {@link #block} has, behind a body. */
    void writeTrailers(StreamLine stream) {
        if (!over && stream.isOpen()) {
            calm.work(0);
            stream.sender().trailers(block);
        }
    }

    /** Has a stream's last frame awaited, of an answer that is whole. */
    void awaitEnd(StreamLine stream) {
        streams.awaitEnd(stream);
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

    /** A line was closed, or the stream of one that was. */
    void released() {
        role.left();
    }

    /** Sets the pace of the line that all streams share; the same one again changes nothing. */
    void pace(Pace.@Nullable Maker maker) {
        if (!Objects.equals(maker, pace)) {
            pace = maker;
            line.pace(maker);
        }
    }

    void later(Runnable task) {
        loop.execute(task);
    }

    void flushLater() {
        if (!flushing && !over) {
            flushing = true;
            later(flush);
        }
    }

    /** What concerns the connection goes before more of bodies, which might never leave room. */
    private void flush() {
        flushing = false;
        if (!over) {
            frames.flush();
            sends.serve();
            buffer.flush();
            settle();
        }
    }
}
