package io.penstock.http;

import io.penstock.http.h2.Breach;
import io.penstock.http.h2.Http2Session;
import io.penstock.http.h2.Role;
import io.penstock.http.line.Line;
import io.penstock.relay.Alarm;

/**
 * A connection of HTTP/2 to a resource, on which several exchanges are at one time. Of its {@link
 * Shelf}. On its loop.
 */
final class Multiplex implements Role {
    private final Desk desk;
    private final Shelf shelf;
    private final Http2Session session;
    private final long bornTick;
    private final Alarm alarm;
    private long idleSince;
    private boolean leaving;
    private boolean asked;

    /** Takes a connection over, which counts at the shelf. */
    Multiplex(Desk desk, Shelf shelf, Line line) {
        this.desk = desk;
        this.shelf = shelf;
        this.bornTick = desk.loop().tick();
        this.alarm = new Alarm(desk.loop(), this::expire);
        this.session = Http2Session.toResource(desk.loop(), desk.heads(), line, this);
        left();
    }

    /** Whether one more exchange can be on it. */
    boolean hasRoom() {
        boolean old = desk.loop().tick() - bornTick >= shelf.maxAgeTicks();
        return !leaving && !old && session.hasRoom();
    }

    /** A stream of it, for one exchange. */
    Upstream open() {
        boolean reused = asked;
        asked = true;
        return Upstream.stream(
                desk,
                shelf,
                user -> {
                    var line = session.open();
                    line.usedBy(user);
                    return line;
                },
                reused);
    }

    /** No more exchanges; it is closed once those that are there are over. */
    void leave() {
        leaving = true;
        left();
    }

    @Override
    public boolean begun(Line stream) {
        return false; // nothing is to be pushed
    }

    @Override
    public void overlong(Line stream) {
        throw new IllegalStateException("nothing was begun");
    }

    @Override
    public void leaving() {
        leave();
    }

    @Override
    public void broken(Breach why) {
        // its requests are answered by what becomes of their streams
    }

    @Override
    public void left() {
        idleSince = desk.loop().tick();
        if (leaving) {
            desk.loop().execute(this::closeIfQuiet);
        } else {
            alarm.by(idleSince + shelf.idleTicks());
        }
        shelf.next();
    }

    private void closeIfQuiet() {
        if (session.isQuiet()) {
            session.end(false);
        }
    }

    private long expire(long tick) {
        if (!session.isQuiet()) {
            return tick + shelf.idleTicks();
        }
        if (tick < idleSince + shelf.idleTicks()) {
            return idleSince + shelf.idleTicks();
        }
        session.leave();
        leave();
        return Alarm.NEVER;
    }

    @Override
    public void over(boolean reset) {
        alarm.off();
        shelf.lost(this);
    }
}
