package io.penstock.accesslog;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A lane for each thread that tells something: the event loops, so they are few and stay. Any
 * thread.
 */
final class Lanes {
    private final Blocks blocks;
    private final List<Lane> all = new CopyOnWriteArrayList<>();
    private final ThreadLocal<Lane> mine = ThreadLocal.withInitial(this::open);

    /**
     * No lane yet.
     *
     * @param most blocks that all lanes may have together
     */
    Lanes(int most) {
        this.blocks = new Blocks(most, Block::new);
    }

    private Lane open() {
        var lane = new Lane(blocks);
        all.add(lane);
        return lane;
    }

    /** That of this thread. */
    Lane mine() {
        return mine.get();
    }

    /** Whether something waits in one of them. */
    boolean haveAny() {
        return all.stream().anyMatch(Lane::waits);
    }

    /** Takes all that waits; who gets it gives it back. */
    Deque<Block> takeAll() {
        var taken = new ArrayDeque<Block>();
        all.forEach(lane -> lane.takeAll(taken));
        return taken;
    }

    void giveBack(Block block) {
        blocks.giveBack(block);
    }
}
