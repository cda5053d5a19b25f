package io.penstock.relay;

import io.penstock.linux.CallRing;
import io.penstock.linux.Errno;
import io.penstock.net.IpPort;
import java.util.ArrayList;

/**
 * Sockets that begin to connect at the end of this round of events. On the loop's thread.
 *
 * <p>A connect to this host wakes who listens there, as a send does, and is over at once, so many
 * gain by going together. One to another host is still under way then, and the ring has to let go
 * of it by a call more, for nothing. So they go together for as long as all of them are over at
 * once; when one is not, the next ones go by themselves, until it is tried again.
 */
final class Connects {
    /** So many go by themselves after one that was not over at once. */
    static final int APART = 64;

    private ArrayList<Beginning> waiting = new ArrayList<>();
    private int apart;

    private static final class Beginning {
        private final Wire wire;
        private final IpPort to;
        private int number; // in the ring
        private int errno;

        Beginning(Wire wire, IpPort to) {
            this.wire = wire;
            this.to = to;
        }
    }

    /** Whether the next one is to wait for the others. */
    boolean takes() {
        if (apart > 0) {
            apart--;
            return false;
        }
        return waiting.size() < CallRing.MOST_CONNECTS;
    }

    void add(Wire wire, IpPort to) {
        waiting.add(new Beginning(wire, to));
    }

    int count() {
        return waiting.size();
    }

    /** Each by itself. */
    void connect() {
        for (var one : waiting) {
            if (!one.wire.isClosed()) {
                one.errno = one.wire.socket().connect(one.to);
            }
        }
    }

    /** Gives them to a ring. */
    void giveTo(CallRing ring) {
        if (waiting.isEmpty()) {
            return; // most rounds have none, and are not to make an iterator
        }
        waiting.removeIf(one -> one.wire.isClosed());
        for (var one : waiting) {
            one.number = ring.connect(one.wire.socket().descriptor(), one.to);
        }
    }

    /** Takes from the ring what became of them. */
    void takeFrom(CallRing ring) {
        if (waiting.isEmpty()) {
            return;
        }
        for (var one : waiting) {
            one.errno = -ring.result(one.number);
            if (one.errno == Errno.EAGAIN) {
                one.errno = one.wire.socket().connect(one.to); // it was not taken
            } else if (one.errno == Errno.EINPROGRESS) {
                apart = APART;
            }
        }
    }

    /** Tells their watchers, who may have more of them wait, for another time. */
    void tell() {
        var begun = waiting;
        if (begun.isEmpty()) {
            return;
        }
        waiting = new ArrayList<>();
        for (var one : begun) {
            one.wire.begun(one.errno);
        }
    }
}
