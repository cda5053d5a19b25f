package io.penstock.http;

import io.penstock.http.line.Leaving;
import io.penstock.http.line.Line;
import io.penstock.relay.Alarm;
import io.penstock.relay.Ending;
import io.penstock.relay.Ending.Cause;
import io.penstock.relay.Joined;
import io.penstock.relay.Limits;
import io.penstock.relay.Loop;
import io.penstock.relay.Pace;
import io.penstock.relay.Side;
import io.penstock.relay.Tally;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Two lines joined where the relay cannot join the sockets, since one of them speaks TLS. As there,
 * every byte comes out of the other one, each is read only as far as the other one takes it, and
 * one that breaks off breaks the other. Unlike there the end of one is the end of both, once each
 * has what it was given: an engine that has said close_notify, or heard it, does nothing more. On
 * the loop.
 */
final class Tunnel implements Joined {
    private final Loop loop;
    private final Limits limits;
    private final Tally tally = new Tally();
    private final Tally sum;
    private final Consumer<Ending> onEnding;
    private final Alarm alarm;
    private final long bornTick;
    private final End client;
    private final End resource;
    private long movedTick;
    private @Nullable Cause cause;
    private Side side = Side.PROXY;
    private int leaving;
    private boolean breaking;
    private boolean over;

    private Tunnel(
            Loop loop,
            Line client,
            Line resource,
            Limits limits,
            Tally sum,
            Consumer<Ending> onEnding) {
        this.loop = loop;
        this.limits = limits;
        this.sum = sum;
        this.onEnding = onEnding;
        this.bornTick = loop.tick();
        this.movedTick = bornTick;
        this.alarm = new Alarm(loop, this::overdue);
        this.client = new End(Side.CLIENT, client);
        this.resource = new End(Side.SERVER, resource);
    }

    /** Joins two lines, which are its own from here on; what they have kept goes first. */
    static Tunnel join(
            Loop loop,
            Line client,
            Line resource,
            Limits limits,
            Tally sum,
            Consumer<Ending> onEnding) {
        var tunnel = new Tunnel(loop, client, resource, limits, sum, onEnding);
        client.read(false);
        resource.read(false);
        client.usedBy(tunnel.client);
        resource.usedBy(tunnel.resource);
        tunnel.alarm.by(tunnel.due());
        loop.execute(tunnel::begin); // whoever joins them is in the midst of the loop's buffer
        return tunnel;
    }

    private void begin() {
        client.begin();
        resource.begin();
    }

    /** One of the two, as it is heard. */
    private final class End implements Line.User {
        private final Side which;
        private final Line line;

        End(Side which, Line line) {
            this.which = which;
            this.line = line;
        }

        End other() {
            return which == Side.CLIENT ? resource : client;
        }

        void begin() {
            line.offerKept(this);
            listen();
        }

        void listen() {
            if (!breaking && !over) {
                line.read(other().line.takes());
            }
        }

        @Override
        public void received(int from, int to) {
            count(which, to - from);
            line.passedOn(other().line.write(from, to), to - from);
            if (!other().line.takes()) {
                line.read(false);
            }
        }

        @Override
        public void drained() {
            movedTick = loop.tick();
            if (breaking) {
                abort(Cause.RESET);
            } else {
                other().listen();
            }
        }

        @Override
        public void ended() {
            if (line.isCutShort()) {
                gone(true);
            } else {
                because(Cause.CLOSED, which);
                leave(this);
            }
        }

        @Override
        public void gone(boolean all) {
            because(Cause.RESET, which);
            if (!all) {
                return; // who reads on hears the rest
            }
            line.reset();
            other().line.push();
            if (other().line.takes()) {
                abort(Cause.RESET);
            } else {
                breaking = true;
                other().line.read(false);
                movedTick = loop.tick();
                alarm.by(due());
            }
        }

        @Override
        public void failed() {
            abort(loop.isClosed() ? Cause.ABORTED : Cause.FAILED);
        }
    }

    /** Both end in order, each once it has what it was given. */
    private void leave(End by) {
        alarm.off();
        leaving = 2;
        leave(by.line, true);
        leave(by.other().line, false);
    }

    private void leave(Line line, boolean silent) {
        new Leaving(loop, line, silent, () -> left(line)).begin();
    }

    private void left(Line line) {
        line.close();
        leaving--;
        if (leaving == 0) {
            tell(Cause.CLOSED);
        }
    }

    private void abort(Cause why) {
        client.line.reset();
        resource.line.reset();
        tell(why);
    }

    private void because(Cause why, Side by) {
        if (cause == null || cause == Cause.CLOSED) {
            cause = why;
            side = by;
        }
    }

    private void tell(Cause why) {
        if (!over) {
            over = true;
            alarm.off();
            if (why != Cause.CLOSED && why != Cause.RESET) {
                because(why, Side.PROXY);
            }
            var known = cause == null ? why : cause;
            var ending = new Ending(known, side, tally.fromClient(), tally.fromServer());
            loop.execute(() -> onEnding.accept(ending));
        }
    }

    private void count(Side from, int bytes) {
        movedTick = loop.tick();
        if (from == Side.CLIENT) {
            tally.addFromClient(bytes);
            sum.addFromClient(bytes);
        } else {
            tally.addFromServer(bytes);
            sum.addFromServer(bytes);
        }
    }

    private long overdue(long tick) {
        if (client.line.isHeldBack() || resource.line.isHeldBack()) {
            movedTick = tick; // it is we who hold it back
        }
        if (tick < due()) {
            return due();
        }
        if (breaking) {
            abort(Cause.RESET);
        } else if (tick >= lifetimeTick()) {
            abort(Cause.LIFETIME);
        } else {
            abort(Cause.IDLE_TIMEOUT);
        }
        return Alarm.NEVER;
    }

    private long due() {
        if (breaking) {
            return movedTick + loop.ticks(limits.deliveryDeadline().toNanos());
        }
        return Math.min(lifetimeTick(), movedTick + loop.ticks(limits.idle().toNanos()));
    }

    private long lifetimeTick() {
        return bornTick + loop.ticks(limits.lifetime().toNanos());
    }

    @Override
    public Tally tally() {
        return tally;
    }

    @Override
    public void end() {
        loop.requireInLoop();
        if (!over) {
            abort(Cause.ABORTED);
        }
    }

    @Override
    public void pace(Pace.@Nullable Maker maker) {
        loop.requireInLoop();
        if (!over) {
            client.line.pace(maker);
            resource.line.pace(maker);
        }
    }
}
