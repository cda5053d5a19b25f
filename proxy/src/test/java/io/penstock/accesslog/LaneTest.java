package io.penstock.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.accesslog.Lane.Added;
import io.penstock.passage.CloseReason;
import io.penstock.passage.ClosedBy;
import io.penstock.passage.ConnectionRecord;
import io.penstock.testing.Records;
import io.penstock.testing.Zigi;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

class LaneTest {
    private final ConnectionRecord record =
            Records.relayed(
                    new Zigi().snapshot(1).catalog().exposures().getFirst(),
                    CloseReason.CLOSED,
                    ClosedBy.CLIENT);
    private boolean exhausted;

    private Block make() {
        if (exhausted) {
            throw new OutOfMemoryError("no memory for a block");
        }
        return new Block();
    }

    @Test
    void keepsWhatItHasWhereThereIsNoMemoryForMore() {
        var lane = new Lane(new Blocks(2, this::make));
        int added = fill(lane);
        exhausted = true;
        assertThatThrownBy(() -> lane.add(record)).isInstanceOf(OutOfMemoryError.class);
        exhausted = false;

        assertThat(lane.add(record)).as("a block that was not made").isEqualTo(Added.FILLED);
        var taken = new ArrayDeque<Block>();
        lane.takeAll(taken);
        assertThat(taken.stream().mapToInt(Block::lines)).containsExactly(added, 1);
    }

    /** Until the next line needs another block; how many lines that were. */
    private int fill(Lane lane) {
        var as = new Block();
        while (!as.isFull()) {
            as.add(record);
            assertThat(lane.add(record)).isEqualTo(Added.WAITS);
        }
        return as.lines();
    }

    @Test
    void aBlockThatALongLineHasMadeLargerIsNotKept() {
        var blocks = new Blocks(1, Block::new);
        var first = blocks.take();
        assertThat(first).isNotNull();
        first.add(record);
        blocks.giveBack(first);
        assertThat(blocks.take()).isSameAs(first);
        first.add(named("x".repeat(Block.BYTES)));
        assertThat(blocks.take()).as("a second one").isNull();
        blocks.giveBack(first);

        assertThat(blocks.take()).isNotNull().isNotSameAs(first);
    }

    private ConnectionRecord named(String id) {
        return new ConnectionRecord(
                id,
                record.revision(),
                record.subject(),
                record.parties(),
                record.timing(),
                record.decisions(),
                record.outcome());
    }
}
