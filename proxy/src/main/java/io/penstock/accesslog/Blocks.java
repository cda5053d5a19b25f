package io.penstock.accesslog;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where blocks come from and go to: never more than there may be, and few kept. Any thread. */
final class Blocks {
    /** As many stay once they were needed; those of a destination that was slow for a time go. */
    private static final int KEPT = 16;

    private final Queue<Block> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger made = new AtomicInteger();
    private final int most;
    private final Supplier<Block> maker;

    Blocks(int most, Supplier<Block> maker) {
        this.most = most;
        this.maker = maker;
    }

    /** A block without lines, to be given back; null if all are in use. */
    @Nullable Block take() {
        var block = free.poll();
        return block == null ? make() : block;
    }

    private @Nullable Block make() {
        Block block = null;
        try {
            if (made.incrementAndGet() <= most) {
                block = maker.get();
            }
        } finally {
            if (block == null) {
                made.decrementAndGet();
            }
        }
        return block;
    }

    void giveBack(Block block) {
        if (block.isGrown() || made.get() > KEPT) {
            made.decrementAndGet();
        } else {
            block.clear();
            free.add(block);
        }
    }
}
