package io.penstock.passage;

import org.jspecify.annotations.Nullable;

/**
 * Who waits, in order: a list linked through the turns themselves, so waiting allocates nothing.
 */
final class Turns {
    private @Nullable Turn first;
    private @Nullable Turn last;

    /** One comes to the end. */
    void add(Turn turn) {
        turn.in = this;
        turn.before = last;
        turn.after = null;
        if (last == null) {
            first = turn;
        } else {
            last.after = turn;
        }
        last = turn;
    }

    private void addFirst(Turn turn) {
        turn.in = this;
        turn.before = null;
        turn.after = first;
        if (first == null) {
            last = turn;
        } else {
            first.before = turn;
        }
        first = turn;
    }

    /** One of them leaves, wherever it stands. */
    void remove(Turn turn) {
        var before = turn.before;
        var after = turn.after;
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.before = before;
        }
        turn.in = null;
        turn.before = null;
        turn.after = null;
    }

    /** The first one leaves; null if there is none. */
    @Nullable Turn poll() {
        var turn = first;
        if (turn != null) {
            remove(turn);
        }
        return turn;
    }

    /** All of these come before ours, in their order. */
    void addAllFirst(Turns others) {
        while (others.last != null) {
            var turn = others.last;
            others.remove(turn);
            addFirst(turn);
        }
    }
}
