package io.penstock.http.message;

import io.netty.buffer.ByteBuf;
import io.penstock.resource.HttpLimits;
import org.jspecify.annotations.Nullable;

/**
 * Walks a chunked body (RFC 9112 section 7.1), strictly: sizes of up to 15 digits with nothing
 * around them, CRLF and nothing else at the end of a line. {@link ChunkExtension Extensions} pass
 * as they are.
 */
final class Chunks {
    private enum State {
        SIZE,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        END,
        END_LF,
        TRAILERS,
        DONE
    }

    private static final int MOST_DIGITS = 15;

    private final HttpLimits limits;
    private final ChunkExtension extension = new ChunkExtension();
    private State state = State.SIZE;
    private @Nullable Trailers trailers;
    private @Nullable Malformed malformed;
    private boolean hasTrailers;
    private int seen;
    private long left;
    private int dataFrom;
    private int dataTo;

    Chunks(HttpLimits limits) {
        this.limits = limits;
    }

    void clear() {
        state = State.SIZE;
        malformed = null;
        hasTrailers = false;
        seen = 0;
        left = 0;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    @Nullable Malformed malformed() {
        return malformed;
    }

    /** The trailer fields of a body that is done, or null if it has none. */
    @Nullable Fields trailers() {
        return hasTrailers && trailers != null ? trailers.fields() : null;
    }

    int dataFrom() {
        return dataFrom;
    }

    int dataTo() {
        return dataTo;
    }

    /** Walks over framing and then one span of data at the most; negative if it is malformed. */
    int step(ByteBuf memory, int from, int to) {
        int at = from;
        while (at < to && state != State.DONE) {
            if (state == State.DATA) {
                dataFrom = at;
                dataTo = at + (int) Math.min(left, to - at);
                left -= dataTo - dataFrom;
                if (left == 0) {
                    state = State.DATA_CR;
                }
                return dataTo;
            }
            if (state == State.TRAILERS) {
                at = trailers(memory, at, to);
                break;
            }
            byte c = memory.getByte(at);
            if (state == State.END && c != '\r') {
                beginTrailers();
                continue;
            }
            malformed = framing(c);
            if (malformed != null) {
                return -1;
            }
            at++;
        }
        dataFrom = at;
        dataTo = at;
        return at;
    }

    private @Nullable Malformed framing(byte c) {
        return switch (state) {
            case SIZE -> size(c);
            case EXTENSION -> extension(c);
            case SIZE_LF -> {
                seen = 0;
                yield expect('\n', c, left == 0 ? State.END : State.DATA, Malformed.BARE_CR);
            }
            case DATA_CR -> expect('\r', c, State.DATA_LF, Malformed.CHUNK_END);
            case DATA_LF -> expect('\n', c, State.SIZE, Malformed.CHUNK_END);
            case END -> expect('\r', c, State.END_LF, Malformed.BARE_LF);
            case END_LF -> expect('\n', c, State.DONE, Malformed.BARE_CR);
            case DATA, TRAILERS, DONE -> throw new IllegalStateException("no framing: " + state);
        };
    }

    private @Nullable Malformed expect(char wanted, byte c, State next, Malformed otherwise) {
        if (c != wanted) {
            return otherwise;
        }
        state = next;
        return null;
    }

    private @Nullable Malformed size(byte c) {
        int digit = Ascii.hex(c);
        if (digit >= 0) {
            left = (left << 4) | digit;
            return ++seen > MOST_DIGITS ? Malformed.CHUNK_TOO_LARGE : null;
        }
        if (seen == 0) {
            return Malformed.CHUNK_SIZE;
        }
        seen = 0;
        switch (c) {
            case '\r' -> state = State.SIZE_LF;
            case ';' -> {
                extension.clear();
                state = State.EXTENSION;
            }
            case '\n' -> {
                return Malformed.BARE_LF;
            }
            default -> {
                return Malformed.CHUNK_SIZE;
            }
        }
        return null;
    }

    private @Nullable Malformed extension(byte c) {
        if (c != '\r') {
            return extension.take(c);
        }
        state = State.SIZE_LF;
        return extension.mayEnd() ? null : Malformed.CHUNK_EXTENSION;
    }

    private void beginTrailers() {
        if (trailers == null) {
            trailers = new Trailers();
        }
        trailers.clear(limits);
        hasTrailers = true;
        state = State.TRAILERS;
    }

    private int trailers(ByteBuf memory, int from, int to) {
        var section = trailers;
        if (section == null) {
            throw new IllegalStateException("no trailers were begun");
        }
        return switch (section.read(memory, from, to)) {
            case MORE -> to;
            case DONE -> {
                state = State.DONE;
                yield section.end();
            }
            case REFUSED -> {
                malformed = section.malformed();
                yield -1;
            }
        };
    }
}
