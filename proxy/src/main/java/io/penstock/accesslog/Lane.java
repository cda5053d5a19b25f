package io.penstock.accesslog;

import io.penstock.passage.Told;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The way of one thread's lines to the {@link Writer}, in their order and without a lock. In the
 * slot lies what was filled: the newest block, which leads to the older ones. Whoever takes it out
 * owns all of them: the thread for as long as it adds a line, the writer for good. So one exchange
 * is all that either needs, and neither waits for the other.
 */
final class Lane {
    private final AtomicReference<@Nullable Block> slot = new AtomicReference<>();
    private final Blocks blocks;

    Lane(Blocks blocks) {
        this.blocks = blocks;
    }

    /** What became of a line. */
    enum Added {
        /** It waits to be taken. */
        WAITS,
        /** So it does, and behind it a block that is full. */
        FILLED,
        /** There was no block left for it. */
        DROPPED
    }

    /** Adds a line; on the lane's thread. */
    Added add(Told record) {
        var filled = slot.getAndSet(null);
        var newest = filled;
        try {
            var open = filled == null || filled.isFull() ? blocks.take() : filled;
            if (open == null) {
                return Added.DROPPED;
            }
            if (open != filled) {
                open.older = filled;
                newest = open;
            }
            open.add(record);
            return open == filled || filled == null ? Added.WAITS : Added.FILLED;
        } finally {
            slot.set(newest); // also where there is no memory for a block
        }
    }

    /**
     * Takes all that waits, the oldest first: puts it before what is there already. On the writer's
     * thread, or on that of who gives the writer up. Nothing if the lane's thread is adding a line
     * at this moment.
     */
    void takeAll(Deque<Block> taken) {
        for (var block = slot.getAndSet(null); block != null; block = block.older) {
            taken.addFirst(block);
        }
    }

    /** Whether something waits. Any thread. */
    boolean waits() {
        return slot.get() != null;
    }
}
