package io.penstock.http;

import io.penstock.http.message.MessageHead;
import io.penstock.relay.Memory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A head that is not whole yet, whose bytes count as held by the loop. On the loop. */
final class Begun<H extends MessageHead> {
    private final Memory memory;
    private final Consumer<H> giveBack;
    private @Nullable H head;
    private int counted;

    /** None yet; one that is dropped is given back. */
    Begun(Memory memory, Consumer<H> giveBack) {
        this.memory = memory;
        this.giveBack = giveBack;
    }

    /** Keeps one until more of it comes. */
    void keep(H mine) {
        head = mine;
        counted = mine.fields().bytes().length;
        memory.count(counted);
    }

    /** The one that was kept; null if none was. It is kept no more. */
    @Nullable H take() {
        var mine = head;
        if (mine != null) {
            head = null;
            memory.count(-counted);
        }
        return mine;
    }

    /** It is not needed any more. */
    void drop() {
        var mine = take();
        if (mine != null) {
            giveBack.accept(mine);
        }
    }

    /** Whether none is kept. */
    boolean isEmpty() {
        return head == null;
    }
}
