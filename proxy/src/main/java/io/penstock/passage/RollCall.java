package io.penstock.passage;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;

/**
 * Looks at every living connection of one loop, a slice at a time: between two slices the loop does
 * its work, so however many there are nobody waits for long. It holds no more of them than were
 * asked for. Confined to the loop, but for {@link #of}.
 */
final class RollCall {
    /** Some 100 microseconds. */
    private static final int SLICE = 128;

    private final Worker worker;
    private final Roll.Query query;
    private final List<Passage> all;
    private final CompletableFuture<Roll> answer;
    private final PriorityQueue<Living> first; // the last of them at its head
    private int next;
    private int living;
    private int matching;

    private RollCall(Worker worker, Roll.Query query, CompletableFuture<Roll> answer) {
        this.worker = worker;
        this.query = query;
        this.answer = answer;
        this.all = worker.living();
        this.first = new PriorityQueue<>(query.order().reversed());
    }

    /**
     * Begins one. Any thread.
     *
     * @return completed on the loop; never, if the loop stops before
     */
    static CompletableFuture<Roll> of(Worker worker, Roll.Query query) {
        var answer = new CompletableFuture<Roll>();
        if (!worker.loop().tryExecute(() -> new RollCall(worker, query, answer).step())) {
            answer.complete(new Roll(0, 0, List.of()));
        }
        return answer;
    }

    private void step() {
        try {
            int end = Math.min(next + SLICE, all.size());
            while (next < end) {
                look(all.get(next++).living());
            }
            if (next < all.size()) {
                worker.loop().after(0, this::step); // a timer: the loop sees to its sockets first
            } else {
                answer.complete(new Roll(living, matching, new ArrayList<>(first)));
            }
        } catch (RuntimeException e) {
            answer.completeExceptionally(e);
        }
    }

    private void look(Living one) {
        living++;
        if (!query.wanted().test(one)) {
            return;
        }
        matching++;
        first.add(one);
        if (first.size() > query.most()) {
            first.remove();
        }
    }
}
