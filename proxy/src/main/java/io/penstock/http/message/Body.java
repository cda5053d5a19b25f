package io.penstock.http.message;

import io.netty.buffer.ByteBuf;
import io.penstock.resource.HttpLimits;
import org.jspecify.annotations.Nullable;

/**
 * The body of one message, walked over as its bytes pass: says where the message ends, and where in
 * it the content is. The bytes may pass on as they are ({@link #walk}), or without the framing of
 * chunks ({@link #step}). One serves all messages of one direction of a connection. Nothing is
 * allocated but for trailers.
 */
public final class Body {
    /** {@link #walk} and {@link #step}: {@link #malformed} says why. */
    static final int WRONG = -1;

    private final Chunks chunks;
    private Framing framing = Framing.NONE;
    private long left;
    private boolean done = true;
    private long content;
    private int dataFrom;
    private int dataTo;

    /**
     * @param limits of a chunked one's trailers
     */
    public Body(HttpLimits limits) {
        chunks = new Chunks(limits);
    }

    /**
     * Begins the body of the next message.
     *
     * @param length counts for LENGTH
     */
    public void begin(Framing how, long length) {
        framing = how;
        left = how == Framing.LENGTH ? length : 0;
        done = how == Framing.NONE || (how == Framing.LENGTH && length == 0);
        content = 0;
        if (how == Framing.CHUNKED) {
            chunks.clear();
        }
    }

    /** Whether the message has ended. One of TO_END ends with {@link #end} alone. */
    public boolean isDone() {
        return done;
    }

    /** How many bytes of content were walked over. */
    long content() {
        return content;
    }

    /**
     * Walks as far as the message goes.
     *
     * @return where it ends, {@code to} if it does not end here, {@link #WRONG}: nothing of these
     *     bytes may be passed on, and the message is to end as a broken one
     */
    public int walk(ByteBuf memory, int from, int to) {
        int at = from;
        while (at < to && !done) {
            at = step(memory, at, to);
            if (at < 0) {
                return WRONG;
            }
        }
        return at;
    }

    /**
     * Walks over framing, if there is any, and then over one span of content at the most, which is
     * from {@link #dataFrom} to {@link #dataTo}. To be called until it is done, wrong, or at the
     * end.
     *
     * @return how far it came, or {@link #WRONG}
     */
    public int step(ByteBuf memory, int from, int to) {
        if (done || from == to) {
            return span(from, from);
        }
        return switch (framing) {
            case NONE -> span(from, from);
            case TO_END -> span(from, to);
            case LENGTH -> {
                int end = from + (int) Math.min(left, to - from);
                left -= end - from;
                done = left == 0;
                yield span(from, end);
            }
            case CHUNKED -> {
                int end = chunks.step(memory, from, to);
                done = chunks.isDone();
                yield end < 0 ? WRONG : chunk(end);
            }
        };
    }

    private int chunk(int end) {
        span(chunks.dataFrom(), chunks.dataTo());
        return end;
    }

    private int span(int from, int to) {
        dataFrom = from;
        dataTo = to;
        content += to - from;
        return to;
    }

    /** Where the content begins that {@link #step} found. */
    public int dataFrom() {
        return dataFrom;
    }

    /** Where it ends. */
    public int dataTo() {
        return dataTo;
    }

    /**
     * The connection has ended.
     *
     * @return whether the message is whole: one that is not must end as a broken one
     */
    public boolean end() {
        done |= framing == Framing.TO_END;
        return done;
    }

    /** Why {@link #WRONG} was returned. */
    public Malformed malformed() {
        var why = chunks.malformed();
        if (why == null) {
            throw new IllegalStateException("the body is not malformed");
        }
        return why;
    }

    /** The trailer fields of a message that is done, or null; good until the next begins. */
    public @Nullable Fields trailers() {
        return framing == Framing.CHUNKED && done ? chunks.trailers() : null;
    }
}
