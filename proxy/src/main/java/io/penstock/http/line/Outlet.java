package io.penstock.http.line;

import io.netty.buffer.ByteBuf;
import io.penstock.relay.Wire;
import org.jspecify.annotations.Nullable;

/**
 * What goes out on a socket: what it does not take at once is held, and its end comes after that.
 * On the loop.
 */
final class Outlet {
    private final Wire wire;
    private final Held unsent;
    private boolean finishing;

    Outlet(Wire wire) {
        this.wire = wire;
        this.unsent = new Held(wire.loop().memory(), null);
    }

    /** Whether nothing is held. */
    boolean isEmpty() {
        return unsent.isEmpty();
    }

    /**
     * Writes a part of the loop's buffer, or puts it with what other sockets are given in this
     * round of events: then it counts as taken, and {@link #written} keeps what was not.
     *
     * @return the bytes taken or thrown away, or {@link Wire#GONE}
     */
    int write(int from, int to) {
        if (from == to || finishing || wire.isClosed()) {
            return to - from;
        }
        if (!unsent.isEmpty()) {
            unsent.add(from, to);
            return 0;
        }
        if (wire.mayPut(to - from)) {
            wire.put(from, to);
            return to - from;
        }
        int taken = wire.write(wire.loop().memory().address(), from, to);
        written(from, to, taken);
        return taken;
    }

    /** Keeps what was not taken. */
    void written(int from, int to, int taken) {
        if (taken != Wire.GONE) {
            unsent.add(from + taken, to);
        }
    }

    /** Sends what is held, and the end if that was the last; false if the other end is gone. */
    boolean flush() {
        boolean held = !unsent.isEmpty();
        if (unsent.sendTo(wire) == Wire.GONE) {
            return false;
        }
        return !held || !unsent.isEmpty() || !finishing || wire.finish();
    }

    /** Sends the end, once nothing is held; false if the other end is gone. */
    boolean finish() {
        if (finishing || wire.isClosed()) {
            return true;
        }
        finishing = true;
        return !unsent.isEmpty() || wire.finish();
    }

    /** Hands over what is held; whoever takes it drops it. */
    @Nullable ByteBuf take() {
        return unsent.take();
    }

    /** Throws away what is held. */
    void drop() {
        unsent.drop();
    }
}
