package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import io.penstock.linux.Errno;
import io.penstock.relay.Ending.Cause;
import org.jspecify.annotations.Nullable;

/**
 * One of the two sockets of a relay, with what it would not take yet. On the loop's thread.
 *
 * <p>It is read only while the other one takes everything. Two rules follow. When its end is read,
 * or known to be next, all before it has been written to the other: a FIN is passed on at once. And
 * when it is gone (reset, given up) or shut both ways, what lies in its receive queue is drained at
 * the other's pace, out of epoll, which would report the hang-up without end.
 */
final class Peer implements Watcher {
    private final Relay relay;
    private final Side side;
    private final Wire wire;
    private final Window window = new Window();
    private Tempo tempo = Tempo.FREE;
    private final Unwritten unwritten;
    private boolean ended; // its FIN was read, and passed on
    private boolean gone; // its other end is gone: it takes nothing more

    /** With what it is given before anything is read from the other one; null for nothing. */
    Peer(Relay relay, Side side, Wire wire, @Nullable ByteBuf first) {
        this.relay = relay;
        this.side = side;
        this.wire = wire;
        this.unwritten = new Unwritten(wire, first);
        wire.watchedBy(this);
    }

    Wire wire() {
        return wire;
    }

    void begin() {
        if (wire.isGone()) {
            vanished(Cause.RESET);
        } else {
            flush();
        }
    }

    @Override
    public void ready(Wire ready, int events) {
        if ((events & Events.ERR) != 0 && wire.state() == TcpState.CLOSED) {
            int error = wire.socket().takeError();
            boolean silent = error == Errno.ETIMEDOUT || error == Errno.EHOSTUNREACH;
            vanished(silent ? Cause.LOST : Cause.RESET);
            return;
        }
        if ((events & Events.OUT) != 0) {
            flush();
        }
        if ((events & Events.IN) != 0 && !wire.isClosed() && !gone) {
            read();
        }
        if ((events & Events.HUP) != 0 && !wire.isClosed() && !gone) {
            hungUp();
        }
    }

    @Override
    public void failed(Wire failed) {
        relay.abort(Cause.FAILED);
    }

    @Override
    public void stop(Wire stopping) {
        relay.abort(Cause.ABORTED);
    }

    void abort() {
        unwritten.drop();
        wire.reset();
    }

    Peer other() {
        return relay.otherOf(this);
    }

    /** Sets, changes or takes away the pace at which it is read. */
    void pace(Pace.@Nullable Maker maker) {
        var before = tempo;
        tempo = maker == null ? Tempo.FREE : new Tempo(maker, this::resume);
        if (before.leave()) {
            relay.loop().execute(this::resume);
        }
    }

    /** Whether it would be read now, were it not for the pace. */
    boolean waits() {
        return tempo.isWaiting();
    }

    private void resume() {
        if (wire.isClosed() || other().wire.isClosed()) {
            return; // what is left of the relay is a reset on its way
        }
        relay.guarded(wire.hasLeft() ? this::drain : this::read);
    }

    private boolean takes() {
        return unwritten.isEmpty() && !wire.hasPut() && !gone && !wire.isClosed();
    }

    private void settle() {
        boolean in = !ended && !gone && !waits() && other().takes();
        wire.want((in ? Events.IN : 0) | (unwritten.isEmpty() ? 0 : Events.OUT));
    }

    private void read() {
        int budget = Window.MAX_BYTES;
        while (budget > 0 && !ended && !gone && !wire.isClosed() && other().takes()) {
            int asked = granted();
            int moved = asked == 0 ? 0 : move(asked);
            budget -= moved;
            if (moved <= 0 || !wire.isReadable()) {
                break;
            }
        }
        settle();
    }

    private int granted() {
        return tempo.grant(window.bytes());
    }

    /** One read and one write: the bytes moved, 0 if there was nothing, negative at the end. */
    private int move(int most) {
        int at = relay.loop().outbox().place();
        int bytes = wire.read(at, most);
        if (bytes > 0) {
            tempo.took(bytes);
            relay.read(side, bytes);
            if (bytes < most && !gone && wire.isEnding()) {
                moveLast(at, at + bytes);
            } else {
                other().write(at, at + bytes);
            }
        } else if (bytes == Wire.END) {
            end();
        } else if (bytes == Wire.GONE) {
            gone = true;
            relay.because(Cause.RESET, side);
            end();
        }
        return bytes;
    }

    /**
     * What only a FIN stands behind, which goes out in one packet with it if all of it is taken.
     */
    private void moveLast(int from, int to) {
        var sink = other();
        sink.took(from, to, sink.wire.writeBeforeFin(relay.loop().memory().address(), from, to));
        if (sink.takes()) {
            end();
        }
    }

    /** Writes what the other one has just read, now or when the round is over. */
    private void write(int from, int to) {
        if (wire.mayPut(to - from)) {
            wire.put(from, to);
        } else {
            took(from, to, wire.write(relay.loop().memory().address(), from, to));
        }
    }

    private void took(int from, int to, int taken) {
        if (taken == Wire.GONE) {
            vanished(Cause.RESET);
            return;
        }
        other().window.moved(taken, to - from);
        if (taken < to - from) {
            unwritten.keep(from + taken, to);
            settle();
        }
    }

    @Override
    public void written(Wire ours, int from, int to, int taken) {
        if (!gone) {
            took(from, to, taken);
        }
        if (takes()) {
            other().readOn();
        }
    }

    /** The other one takes more again. */
    private void readOn() {
        if (wire.hasLeft()) {
            drain();
        } else if (wire.isReadable()) {
            read();
        } else {
            settle();
        }
    }

    private void flush() {
        if (!unwritten.isEmpty()) {
            if (!unwritten.write()) {
                vanished(Cause.RESET);
                return;
            }
            relay.moved();
            if (!unwritten.isEmpty()) {
                return;
            }
            other().readOn();
        }
        settle();
    }

    /** All that this one will ever send has been passed on: so is how it ended. */
    private void end() {
        ended = true;
        var sink = other();
        if (gone) {
            wire.close();
            sink.deliverThenReset();
        } else if (sink.ended) {
            relay.bothEnded();
        } else {
            relay.halfClosed(side);
            if (!sink.wire.finish()) {
                sink.vanished(Cause.RESET);
            }
        }
    }

    /**
     * The other end is gone. The error that said so is used up, so it is noted here. What it sent
     * before is passed on later, since the caller may be in the midst of the other one's read.
     */
    private void vanished(Cause why) {
        gone = true;
        relay.because(why, side);
        unwritten.drop();
        wire.leave();
        relay.loop().execute(() -> relay.guarded(this::drain));
    }

    /** Both directions are shut: by two FINs, or by a reset whose error went unseen. */
    private void hungUp() {
        var state = wire.state();
        if (state != TcpState.CLOSED && state != TcpState.SHUT) {
            return;
        }
        if (other().ended) {
            wire.leave();
            drain();
        } else {
            vanished(Cause.RESET);
        }
    }

    /** Reads what is left, at the other one's pace. All of it is in the kernel already. */
    private void drain() {
        if (wire.isClosed()) {
            return;
        }
        if (ended || other().gone) {
            end();
            return;
        }
        while (!ended && other().takes()) {
            int most = granted();
            if (most == 0) {
                return; // it is resumed
            }
            if (move(most) == 0) {
                end();
            }
        }
    }

    private void deliverThenReset() {
        if (gone || wire.isClosed()) {
            wire.close();
            relay.closed();
            return;
        }
        gone = true;
        wire.leave();
        Delivery.thenReset(relay, wire);
    }

    @Override
    public String toString() {
        return side + " " + wire;
    }
}
