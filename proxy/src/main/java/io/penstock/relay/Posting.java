package io.penstock.relay;

/** What one socket is to be given when the round of events is over. On the loop's thread. */
final class Posting {
    private static final int UNKNOWN = Integer.MIN_VALUE;

    private final Wire wire;
    private final Outbox outbox;
    private int from;
    private int to; // in the outbox; as from if there is nothing
    private int outcome = UNKNOWN;
    boolean listed; // by the outbox, which alone uses it

    Posting(Wire wire, Outbox outbox) {
        this.wire = wire;
        this.outbox = outbox;
    }

    boolean isEmpty() {
        return from == to;
    }

    int bytes() {
        return to - from;
    }

    boolean mayAdd(int bytes) {
        return outbox.takes(bytes) && (isEmpty() || outbox.endsAt(to));
    }

    void add(int begin, int end) {
        int place = isEmpty() ? outbox.put(this, begin, end) : outbox.add(begin, end);
        if (isEmpty()) {
            from = place;
        }
        to = place + end - begin;
    }

    /** Takes it away, and says where it lies. */
    int take() {
        int place = from;
        to = place;
        outcome = UNKNOWN;
        return place;
    }

    /** It was written together with others: the bytes taken, one at least. */
    void written(int taken) {
        outcome = taken;
    }

    /** Writes it, unless that is done, and leaves it here: the bytes taken, or GONE. */
    int write() {
        return outcome != UNKNOWN ? outcome : wire.write(wire.loop().memory().address(), from, to);
    }

    /** Writes it, and nobody wants to know what became of it. */
    void writeLast() {
        if (!isEmpty()) {
            write();
            take();
        }
    }

    Wire wire() {
        return wire;
    }

    /** Where it lies in the loop's buffer. */
    int from() {
        return from;
    }
}
