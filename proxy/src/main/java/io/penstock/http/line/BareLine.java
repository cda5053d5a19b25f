package io.penstock.http.line;

import io.penstock.relay.Alarm;
import io.penstock.relay.Events;
import io.penstock.relay.Leg;
import io.penstock.relay.Liveness;
import io.penstock.relay.Memory;
import io.penstock.relay.Pace;
import io.penstock.relay.TcpState;
import io.penstock.relay.Tempo;
import io.penstock.relay.Watcher;
import io.penstock.relay.Window;
import io.penstock.relay.Wire;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A line on a bare socket. It stays in epoll for reading; only an event that may not be served
 * takes it out, so that a request costs no system call but its reads and writes.
 */
public final class BareLine implements Line, Watcher {
    private final Wire wire;
    private final Window window = new Window();
    private final Held kept;
    private final Outlet out;
    private final Alarm vigil;
    private User user;
    private Tempo tempo = Tempo.FREE;
    private boolean wanted;
    private boolean ended; // nothing more will be read
    private boolean broken; // it takes nothing more, but may have left something to read

    /** Takes a leg, dialed or accepted, that may be idle so long; nothing is read from it yet. */
    public BareLine(Leg leg, Duration idle, boolean dialed, User user) {
        this.user = user;
        this.wire = leg.takenBy(this);
        this.kept = new Held(leg.loop().memory(), leg.takeEarly());
        this.out = new Outlet(wire);
        this.broken = wire.isGone();
        this.vigil = Liveness.later(wire, idle, dialed);
    }

    @Override
    public void usedBy(User next) {
        user = next;
    }

    @Override
    public void read(boolean on) {
        wanted = on;
        if (on && !ended && !wire.isClosed()) {
            if (broken || wire.hasLeft()) {
                leave();
            } else {
                settle();
            }
        }
    }

    private void settle() {
        int in = wanted && !ended && !isHeldBack() ? Events.IN : 0;
        wire.want(in | (out.isEmpty() ? 0 : Events.OUT));
    }

    @Override
    public boolean isHeldBack() {
        return tempo.isWaiting();
    }

    @Override
    public boolean isQuiet() {
        return !ended && !broken && wire.read(Memory.FREE, 1) == 0;
    }

    @Override
    public boolean isClear() {
        wire.push();
        return out.isEmpty()
                && kept.isEmpty()
                && !ended
                && !broken
                && (!wire.isReadable() || isQuiet());
    }

    private boolean mayRead() {
        return wanted && !ended && !isHeldBack() && !wire.isClosed();
    }

    @Override
    public void ready(Wire ready, int events) {
        if ((events & (Events.ERR | Events.HUP)) != 0 && isOver()) {
            leave();
            return;
        }
        if ((events & Events.OUT) != 0) {
            flush();
        }
        if ((events & Events.IN) != 0 && mayRead()) {
            pump();
        } else if ((events & Events.IN) != 0) {
            settle();
        }
    }

    /** Nothing but what the kernel holds will ever come; an event may be another socket's. */
    private boolean isOver() {
        var state = wire.state();
        broken |= state == TcpState.CLOSED;
        return state == TcpState.CLOSED || state == TcpState.SHUT;
    }

    /** Out of epoll, which would tell of it for ever: what is left is read as it is wanted. */
    private void leave() {
        wire.leave();
        if (broken) {
            out.drop();
        }
        wire.loop().execute(this::readRest);
    }

    private void readRest() {
        if (mayRead()) {
            pump();
            if (mayRead()) {
                wire.loop().execute(this::readRest);
            }
        } else if (broken && !wanted && !ended && !wire.isClosed()) {
            user.gone(false);
        }
    }

    private void pump() {
        int budget = Memory.MOST_AT_ONCE; // then the loop's other sockets have their turn
        int bytes;
        do {
            int asked = tempo.grant(Math.min(window.bytes(), Memory.MOST_AT_ONCE - kept.size()));
            bytes = asked == 0 ? 0 : wire.read(Layout.ROOM + kept.size(), asked);
            if (bytes > 0) {
                tempo.took(bytes);
                user.received(Layout.ROOM, Layout.ROOM + kept.putBack() + bytes);
            } else if (asked > 0 && (bytes < 0 || wire.hasLeft())) {
                end(bytes);
            }
            budget -= bytes;
        } while (bytes > 0 && budget > 0 && mayRead() && (wire.isReadable() || wire.hasLeft()));
        if (isHeldBack() && !wire.isClosed()) {
            settle();
        }
    }

    private void end(int how) {
        ended = true;
        broken |= how == Wire.GONE;
        settle();
        if (broken) {
            user.gone(true);
        } else {
            user.ended();
        }
    }

    @Override
    public void passedOn(int taken, int of) {
        window.moved(taken, of);
    }

    @Override
    public Held kept() {
        return kept;
    }

    @Override
    public boolean takes() {
        return out.isEmpty();
    }

    @Override
    public void push() {
        wire.push();
    }

    @Override
    public int write(int from, int to) {
        if (!wire.mayPut(to - from)) {
            wire.push();
        }
        return broken ? to - from : wrote(out.write(from, to), to - from);
    }

    @Override
    public void written(Wire ours, int from, int to, int taken) {
        if (!broken) {
            out.written(from, to, taken);
            var _ = wrote(taken, to - from);
        }
    }

    private int wrote(int taken, int of) {
        if (taken == Wire.GONE) {
            breakOff();
        } else if (!out.isEmpty()) {
            settle();
        }
        return taken == Wire.GONE ? of : taken;
    }

    private void breakOff() {
        broken = true;
        wire.markGone();
        leave();
    }

    private void flush() {
        boolean held = !out.isEmpty();
        if (!out.flush()) {
            breakOff();
        } else if (out.isEmpty()) {
            settle();
            if (held) {
                user.drained();
            }
        }
    }

    @Override
    public void finish() {
        wire.push();
        if (!broken && !out.finish()) {
            breakOff();
        }
    }

    @Override
    public void pace(Pace.@Nullable Maker maker) {
        var before = tempo;
        tempo = maker == null ? Tempo.FREE : new Tempo(maker, this::resume);
        if (before.leave()) {
            wire.loop().execute(this::resume);
        }
    }

    private void resume() {
        if (mayRead()) {
            pump();
            read(wanted);
        }
    }

    @Override
    public void close() {
        wire.push();
        if (!out.isEmpty()) {
            reset();
        }
        forget();
        wire.close();
    }

    @Override
    public void reset() {
        forget();
        wire.reset();
    }

    private void forget() {
        wanted = false;
        ended = true;
        out.drop();
        kept.drop();
        tempo.leave();
        vigil.off();
    }

    @Override
    public boolean isClosed() {
        return wire.isClosed();
    }

    @Override
    public boolean isBare() {
        return true;
    }

    @Override
    public Given handOver() {
        wire.push();
        var given = new Given(wire, out.take(), kept.take());
        forget();
        return given;
    }

    @Override
    public void failed(Wire ours) {
        user.failed();
        reset();
    }
}
