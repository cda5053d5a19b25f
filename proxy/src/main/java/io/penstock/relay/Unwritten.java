package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What was to be written to a socket, and it would not take yet. On the loop's thread; whoever has
 * it drops what is left at the end.
 */
final class Unwritten {
    private final Wire wire;
    private @Nullable ByteBuf bytes;

    /** Takes charge of the first bytes; null for none. */
    Unwritten(Wire wire, @Nullable ByteBuf first) {
        this.wire = wire;
        this.bytes = first;
    }

    boolean isEmpty() {
        return bytes == null;
    }

    /** Keeps a part of the loop's buffer; there is nothing yet. */
    void keep(int from, int to) {
        bytes = wire.loop().memory().hold(from, to);
    }

    /** Writes what there is, as far as it is taken now: false if the other end is gone. */
    boolean write() {
        var kept = bytes;
        if (kept == null) {
            return true;
        }
        int taken = wire.write(kept.memoryAddress(), kept.readerIndex(), kept.writerIndex());
        if (taken == Wire.GONE) {
            return false;
        }
        kept.skipBytes(taken);
        if (!kept.isReadable()) {
            drop();
        }
        return true;
    }

    /** Throws it away. */
    void drop() {
        if (bytes != null) {
            wire.loop().memory().drop(bytes);
            bytes = null;
        }
    }
}
