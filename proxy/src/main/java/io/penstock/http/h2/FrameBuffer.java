package io.penstock.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.penstock.http.line.Layout;
import io.penstock.http.line.Line;
import io.penstock.relay.Memory;
import org.jspecify.annotations.Nullable;

/**
 * All frames of a connection, whole and one behind the other until they go out together: heads and
 * bodies, which are made frames here (RFC 9113 section 4.1), and those of the codec. On its loop.
 */
final class FrameBuffer {
    /** So many bytes are enough not to wait for more. */
    private static final int ENOUGH = 64 << 10;

    /** So many are written at once: what is enough, and most often the frame that made it so. */
    private static final int MOST = Layout.FRAMES_TO - Layout.FRAMES;

    private static final int FIRST = 16 << 10;
    private static final int FRAME_HEAD = 9;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 0x1;
    private static final int END_HEADERS = 0x4;

    private final Line line;
    private final Memory memory;
    private @Nullable ByteBuf frames;
    private int counted;

    FrameBuffer(Line line, Memory memory) {
        this.line = line;
        this.memory = memory;
    }

    boolean isEmpty() {
        return frames == null;
    }

    /** Whether as much waits as is to wait. */
    boolean isFull() {
        return frames != null && frames.readableBytes() >= ENOUGH;
    }

    /**
     * Puts a head, in as many frames as it needs.
     *
     * @param length of the block, which begins with the first byte
     * @param most that a frame may have
     */
    void head(int stream, byte[] block, int length, boolean end, int most) {
        int to = Math.min(length, most);
        int last = to == length ? END_HEADERS : 0;
        frame(to, HEADERS, last | (end ? END_STREAM : 0), stream).writeBytes(block, 0, to);
        for (int from = to; from < length; from = to) {
            to = Math.min(length, from + most);
            last = to == length ? END_HEADERS : 0;
            frame(to - from, CONTINUATION, last, stream).writeBytes(block, from, to - from);
        }
        count();
    }

    /** Puts a part of a body in one frame. */
    void data(int stream, ByteBuf source, int from, int bytes, boolean end) {
        frame(bytes, DATA, end ? END_STREAM : 0, stream).writeBytes(source, from, bytes);
        count();
    }

    /** Puts a whole frame, or a part of one whose other parts follow before anything else. */
    void put(ByteBuf bytes) {
        room(bytes.readableBytes()).writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
        count();
    }

    private ByteBuf frame(int length, int type, int flags, int stream) {
        return room(FRAME_HEAD + length)
                .writeMedium(length)
                .writeByte(type)
                .writeByte(flags)
                .writeInt(stream);
    }

    /** Small at first; who has more than that is likely to have all that is written at once. */
    private ByteBuf room(int bytes) {
        var mine = frames;
        if (mine == null) {
            mine = PooledByteBufAllocator.DEFAULT.directBuffer(bytes > FIRST ? MOST : FIRST);
            frames = mine;
        } else if (mine.writableBytes() < bytes && mine.capacity() < MOST) {
            mine.capacity(MOST);
        }
        return mine.ensureWritable(bytes);
    }

    /** Writes what there is, as far as the line takes it. */
    void flush() {
        while (frames != null && line.takes()) {
            writeMost(frames);
        }
    }

    /** Writes all there is, whether the line takes it or holds it: the last words of all. */
    void flushAll() {
        while (frames != null) {
            writeMost(frames);
        }
    }

    private void writeMost(ByteBuf mine) {
        int bytes = Math.min(MOST, mine.readableBytes());
        memory.buffer().setBytes(Layout.FRAMES, mine, mine.readerIndex(), bytes);
        mine.skipBytes(bytes);
        if (mine.isReadable()) {
            mine.discardSomeReadBytes();
        } else {
            drop();
        }
        line.write(Layout.FRAMES, Layout.FRAMES + bytes);
    }

    /** Throws away what there is. */
    void drop() {
        if (frames != null) {
            frames.release();
            frames = null;
            count();
        }
    }

    private void count() {
        int bytes = frames == null ? 0 : frames.capacity();
        memory.count(bytes - counted);
        counted = bytes;
    }
}
