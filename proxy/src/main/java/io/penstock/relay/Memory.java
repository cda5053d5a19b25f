package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one event loop: one buffer that everything is read to, and written from at once,
 * and what has to be held because it was not taken. On the loop's thread, but for {@link #held}.
 */
public final class Memory {
    /** The most that is read at once, and the least that the buffer is large. */
    public static final int MOST_AT_ONCE = Window.MAX_BYTES;

    /**
     * From here on the buffer is free for the time of an event. Before it lies what waits for the
     * end of the round.
     */
    public static final int FREE = Outbox.AREA;

    private static final int LEAST_HELD = 256;
    private static final VarHandle HELD = handle();

    private ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(FREE + MOST_AT_ONCE);
    private long address = buffer.memoryAddress();
    private long held;

    Memory() {}

    /**
     * Makes the buffer so large at least, for whoever lays more out in it than what is read. What
     * lies in it is lost, and it is another one: to be asked before it is used.
     */
    public void reserve(int bytes) {
        if (buffer.capacity() < bytes) {
            buffer.release();
            buffer = PooledByteBufAllocator.DEFAULT.directBuffer(bytes);
            address = buffer.memoryAddress();
        }
    }

    /** Where the buffer is in memory, for system calls; its first byte. */
    public long address() {
        return address;
    }

    /**
     * The buffer, for access by place only. What lies in it is overwritten by whatever is read next
     * on the loop.
     */
    public ByteBuf buffer() {
        return buffer;
    }

    /** Copies a part of the buffer to memory of its own, which {@link #drop} gives back. */
    public ByteBuf hold(int from, int to) {
        return room(to - from).writeBytes(buffer, from, to - from);
    }

    /** Adds a part of the buffer to what is held; only what this returns is to be used on. */
    public ByteBuf append(ByteBuf kept, int from, int to) {
        int bytes = to - from;
        if (kept.writableBytes() >= bytes) {
            return kept.writeBytes(buffer, from, bytes);
        }
        var larger =
                room(kept.readableBytes() + bytes).writeBytes(kept).writeBytes(buffer, from, bytes);
        drop(kept);
        return larger;
    }

    /** The same in front: a preface before what is held; null for nothing. */
    public @Nullable ByteBuf prepend(byte[] preface, @Nullable ByteBuf kept) {
        if (preface.length == 0) {
            return kept;
        }
        var both =
                room(preface.length + (kept == null ? 0 : kept.readableBytes()))
                        .writeBytes(preface);
        if (kept != null) {
            both.writeBytes(kept);
            drop(kept);
        }
        return both;
    }

    /** Gives back what {@link #hold}, {@link #append} or {@link #prepend} gave. */
    public void drop(ByteBuf kept) {
        count(-kept.capacity());
        kept.release();
    }

    /** So many bytes more, or fewer, are held for a peer in memory of somebody's own. */
    public void count(int change) {
        HELD.setOpaque(this, held + change);
    }

    private ByteBuf room(int bytes) {
        int capacity = Math.max(Integer.highestOneBit(bytes - 1) << 1, LEAST_HELD);
        var room = PooledByteBufAllocator.DEFAULT.directBuffer(capacity);
        count(room.capacity());
        return room;
    }

    /** How much is held, by capacity. Any thread. */
    long held() {
        return (long) HELD.getOpaque(this);
    }

    void release() {
        buffer.release();
    }

    private static VarHandle handle() {
        try {
            return MethodHandles.lookup().findVarHandle(Memory.class, "held", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
