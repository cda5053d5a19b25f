package io.penstock.http;

import io.penstock.http.line.Line;
import io.penstock.net.IpPort;
import io.penstock.relay.Alarm;
import io.penstock.resource.HttpLimits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one address of a resource: how many there are, those that
 * nobody uses, and who waits for one. The newest is used first, so that the others come of age. On
 * its loop.
 */
final class Shelf {
    private final IpPort address;
    private final Desk desk;
    private final Upstreams all;
    private final ArrayDeque<Upstream> idle = new ArrayDeque<>();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final Alarm alarm;
    private final List<Multiplex> sessions = new ArrayList<>();
    private int open;
    private boolean pending; // one that may carry all of them is being made

    Shelf(IpPort address, Desk desk, Upstreams all) {
        this.address = address;
        this.desk = desk;
        this.all = all;
        this.alarm = new Alarm(desk.loop(), this::expire);
    }

    IpPort address() {
        return address;
    }

    HttpLimits limits() {
        return all.limits();
    }

    /**
     * The newest that nobody uses.
     *
     * @param proven whether it must be known that the other end has not closed it
     * @return null if there is none
     */
    @Nullable Upstream take(boolean proven) {
        for (var session : sessions) {
            if (session.hasRoom()) {
                return session.open();
            }
        }
        for (var newest = idle.pollLast(); newest != null; newest = idle.pollLast()) {
            boolean old = desk.loop().tick() - newest.bornTick() >= all.maxAgeTicks();
            if (!old && (!proven || newest.line().isQuiet())) {
                return newest;
            }
            drop(newest, false);
        }
        return null;
    }

    /** Whether there may be one more; {@link #release} or {@link #drop} follows. */
    boolean reserve() {
        if (pending || open >= all.most()) {
            return false;
        }
        pending = all.speaking().mayMultiplex();
        open++;
        all.counted(1);
        return true;
    }

    /** What was reserved is made, or is not: the others need not wait for it. */
    private void settled() {
        if (pending) {
            pending = false;
            var turns = List.copyOf(waiting);
            waiting.clear();
            turns.forEach(turn -> desk.loop().execute(turn));
        }
    }

    /** A connection that carries one exchange at a time was made, and counts already. */
    Upstream addOwn(Upstream.Maker maker) {
        settled();
        return new Upstream(desk, this, maker);
    }

    /** One that carries several was made, and counts already. */
    Upstream add(Line line) {
        var session = new Multiplex(desk, this, line);
        sessions.add(session);
        settled();
        return session.open();
    }

    /** One that carries several is no more. */
    void lost(Multiplex session) {
        if (sessions.remove(session)) {
            release();
        }
    }

    long idleTicks() {
        return all.idleTicks();
    }

    long maxAgeTicks() {
        return all.maxAgeTicks();
    }

    /** One that was reserved, or is closed, is no more. */
    void release() {
        settled();
        open--;
        all.counted(-1);
        next();
    }

    /** It serves again. */
    void giveBack(Upstream one) {
        if (all.isClosed()) {
            drop(one, false);
            return;
        }
        idle.addLast(one);
        alarm.by(one.idleSince() + all.idleTicks());
        next();
    }

    /** Closes one of them, or resets it. */
    void drop(Upstream one, boolean reset) {
        idle.remove(one);
        if (!one.line().isClosed()) {
            if (reset) {
                one.line().reset();
            } else {
                one.line().close();
            }
        }
        if (!one.isShared()) {
            release();
        }
    }

    /** Who waits is told when it is worth to ask again. */
    void await(Runnable turn) {
        waiting.addLast(turn);
    }

    void awaitNoMore(Runnable turn) {
        waiting.remove(turn);
    }

    void next() {
        var turn = waiting.pollFirst();
        if (turn != null) {
            desk.loop().execute(turn);
        }
    }

    void closeIdle() {
        while (!idle.isEmpty()) {
            drop(idle.getFirst(), false);
        }
        List.copyOf(sessions).forEach(Multiplex::leave);
    }

    boolean isEmpty() {
        return open == 0 && waiting.isEmpty();
    }

    private long expire(long tick) {
        while (!idle.isEmpty()) {
            var oldest = idle.getFirst();
            long due = oldest.idleSince() + all.idleTicks();
            if (due > tick) {
                return due;
            }
            drop(oldest, false);
        }
        return Alarm.NEVER;
    }
}
