package io.penstock.http.line;

import io.netty.buffer.ByteBuf;
import io.penstock.relay.Memory;
import io.penstock.relay.Wire;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that came before they could be used, or that were written before they could be sent. On the
 * loop.
 */
public final class Held {
    private final Memory memory;
    private @Nullable ByteBuf bytes;

    /** What there is first, if anything, is dropped by it. */
    public Held(Memory memory, @Nullable ByteBuf first) {
        this.memory = memory;
        this.bytes = first;
    }

    /** Whether nothing is held. */
    public boolean isEmpty() {
        return bytes == null;
    }

    /** How many bytes are held. */
    public int size() {
        return bytes == null ? 0 : bytes.readableBytes();
    }

    /** Adds a part of the loop's buffer. */
    public void add(int from, int to) {
        if (from < to) {
            bytes = bytes == null ? memory.hold(from, to) : memory.append(bytes, from, to);
        }
    }

    /** Puts all of it to where lines read to; how many bytes that are. */
    public int putBack() {
        var mine = bytes;
        if (mine == null) {
            return 0;
        }
        int size = mine.readableBytes();
        memory.buffer().setBytes(Layout.ROOM, mine, mine.readerIndex(), size);
        drop();
        return size;
    }

    /** Sends what the other end takes; {@link Wire#GONE}, or how much that is. */
    int sendTo(Wire wire) {
        var mine = bytes;
        if (mine == null) {
            return 0;
        }
        int taken = wire.write(mine.memoryAddress(), mine.readerIndex(), mine.writerIndex());
        if (taken >= 0) {
            mine.skipBytes(taken);
            if (!mine.isReadable()) {
                drop();
            }
        }
        return taken;
    }

    /** Hands it over; whoever takes it drops it. */
    @Nullable ByteBuf take() {
        var mine = bytes;
        bytes = null;
        return mine;
    }

    /** Throws it away. */
    public void drop() {
        if (bytes != null) {
            memory.drop(bytes);
            bytes = null;
        }
    }
}
