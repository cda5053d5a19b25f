package io.penstock.relay;

import org.jspecify.annotations.Nullable;

/**
 * Coarse deadlines, counted in ticks: setting, moving and removing one costs the same however many
 * there are, and a removed one leaves nothing behind. Pure: {@link #advance} is told what tick it
 * is. Confined to one thread.
 */
final class Wheel {
    /** One deadline of one owner; it is in the wheel or not. */
    static final class Deadline {
        private final Runnable action;
        private long tick;
        private @Nullable Deadline next;
        private @Nullable Deadline previous;

        /**
         * A deadline that is not set yet.
         *
         * @param action what to do when it has come; by then it is out of the wheel
         */
        Deadline(Runnable action) {
            this.action = action;
        }
    }

    private static final int SLOTS = 512;

    private final Deadline[] slots = new Deadline[SLOTS];
    private long now;

    Wheel() {
        for (int i = 0; i < SLOTS; i++) {
            var head = new Deadline(() -> {});
            head.next = head;
            head.previous = head;
            slots[i] = head;
        }
    }

    /** The tick it is. */
    long now() {
        return now;
    }

    /** Sets or moves a deadline; one that lies not ahead comes with the next tick. */
    void set(Deadline deadline, long tick) {
        remove(deadline);
        deadline.tick = Math.max(tick, now + 1);
        var head = slots[(int) (deadline.tick & (SLOTS - 1))];
        var last = head.previous;
        if (last == null) {
            throw new AssertionError("a slot's head is in its own ring");
        }
        deadline.previous = last;
        deadline.next = head;
        last.next = deadline;
        head.previous = deadline;
    }

    /** Takes a deadline out, if it is in. */
    void remove(Deadline deadline) {
        var previous = deadline.previous;
        var next = deadline.next;
        if (previous == null || next == null) {
            return;
        }
        previous.next = next;
        next.previous = previous;
        deadline.previous = null;
        deadline.next = null;
    }

    /** Goes on to a later tick and does what has come. */
    void advance(long tick) {
        long from = now;
        now = Math.max(now, tick);
        for (long passed = Math.max(from + 1, now - SLOTS + 1); passed <= now; passed++) {
            turn(slots[(int) (passed & (SLOTS - 1))]);
        }
    }

    private void turn(Deadline head) {
        var each = head.next;
        while (each != null && each != head) {
            var after = each.next;
            if (each.tick <= now) {
                remove(each);
                each.action.run();
                // The action may have changed the ring under us: begin it again.
                after = head.next;
            }
            each = after;
        }
    }
}
