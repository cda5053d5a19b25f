package io.penstock.http;

import io.penstock.http.line.Line;
import io.penstock.http.message.Body;
import io.penstock.http.message.Framing;
import io.penstock.http.message.Persistence;
import io.penstock.http.message.ResponseHead;
import io.penstock.net.IpPort;
import io.penstock.relay.Pace;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a resource as a sequence of answers. Of its {@link Shelf}, which counts and
 * closes it; taken by one exchange at a time. While nobody has it, whatever comes ends it. On its
 * loop.
 */
public final class Upstream implements Line.User {
    private final Desk desk;
    private final Shelf shelf;
    private final Line line;
    private final Body body;
    private final long bornTick;
    private long idleSince;
    private @Nullable ResponseHead begun; // a head that is not whole yet
    private @Nullable Exchange exchange;
    private boolean keeps = true;
    private boolean heard;
    private boolean inBody;
    private boolean unframed;
    private boolean used;
    private boolean shares; // a connection with others, which is not its own to close

    /** A new connection, which one exchange will take. */
    Upstream(Desk desk, Shelf shelf, Maker maker) {
        this.desk = desk;
        this.shelf = shelf;
        this.body = new Body(shelf.limits());
        this.bornTick = desk.loop().tick();
        this.line = maker.lineFor(this);
    }

    /**
     * A stream of a connection that serves several, for one exchange.
     *
     * @param reused whether the connection has served before
     */
    static Upstream stream(Desk desk, Shelf shelf, Maker maker, boolean reused) {
        var stream = new Upstream(desk, shelf, maker);
        stream.keeps = false;
        stream.shares = true;
        stream.used = reused;
        return stream;
    }

    /** Makes the line of a connection. */
    @FunctionalInterface
    interface Maker {
        /** A line that tells this user. */
        Line lineFor(Line.User user);
    }

    /** Whether it is one of several on a connection. */
    boolean isShared() {
        return shares;
    }

    /** Nobody needs it any more, and nothing was sent on it. */
    public void unneeded() {
        leave(true);
    }

    Line line() {
        return line;
    }

    Shelf shelf() {
        return shelf;
    }

    IpPort address() {
        return shelf.address();
    }

    long bornTick() {
        return bornTick;
    }

    long idleSince() {
        return idleSince;
    }

    /** Whether it has served before, so that its end may come as the next request goes out. */
    boolean isReused() {
        return used;
    }

    /** An exchange takes it. */
    void serve(Exchange next) {
        exchange = next;
        heard = false;
        inBody = false;
        line.read(true);
    }

    /** The exchange has no more use for it. Nobody is told of what becomes of it. */
    void leave(boolean complete) {
        exchange = null;
        line.pace(null);
        if (begun != null) {
            desk.heads().giveBack(begun);
            begun = null;
        }
        if (complete && keeps && line.takes() && !line.isClosed()) {
            used = true;
            idleSince = desk.loop().tick();
            shelf.giveBack(this);
        } else {
            shelf.drop(this, !complete);
        }
    }

    void pace(Pace.@Nullable Maker maker) {
        line.pace(maker);
    }

    @Override
    public void received(int from, int to) {
        var mine = exchange;
        if (mine == null) {
            shelf.drop(this, true); // nobody asked it
            return;
        }
        if (!heard) {
            heard = true;
            mine.heard();
        }
        if (inBody) {
            pass(mine, from, from, to);
        } else {
            head(mine, from, to);
        }
    }

    private void head(Exchange mine, int from, int to) {
        int at = from;
        while (exchange == mine && !inBody) {
            var head = begun == null ? takeHead(mine) : begun;
            begun = null;
            switch (head.read(desk.buffer(), at, to)) {
                case MORE -> {
                    begun = head;
                    return;
                }
                case REFUSED -> {
                    var why = head.malformed();
                    desk.heads().giveBack(head);
                    mine.misanswered(why);
                    return;
                }
                case DONE -> at = head.end();
            }
            answer(mine, head, at, to);
            desk.heads().giveBack(head);
            if (at == to) {
                return;
            }
        }
    }

    private ResponseHead takeHead(Exchange mine) {
        return desk.heads().takeAnswer(shelf.limits(), mine.method(), mine.upgrades());
    }

    /** The head of an answer is whole, an interim one's too. */
    private void answer(Exchange mine, ResponseHead head, int at, int to) {
        if (head.switchesProtocols()) {
            var out = desk.answers().write(head, Persistence.KEEP, false);
            mine.switched(out.writeBefore(desk.buffer(), at), at, to);
        } else if (head.isInterim()) {
            if (mine.minor() > 0) { // HTTP/1.0 knows of none
                var out = desk.answers().write(head, Persistence.KEEP, false);
                mine.write(this, out.writeBefore(desk.buffer(), at), at);
            }
        } else {
            lastAnswer(mine, head, at, to);
        }
    }

    private void lastAnswer(Exchange mine, ResponseHead head, int at, int to) {
        var framing = head.framing();
        body.begin(framing, head.contentLength());
        keeps &= head.persists();
        unframed = framing == Framing.CHUNKED && mine.minor() == 0;
        inBody = true;
        boolean endsWithConnection = framing == Framing.TO_END || unframed;
        var persistence = mine.answered(head.status(), endsWithConnection);
        var out = desk.answers().write(head, persistence, unframed);
        pass(mine, out.writeBefore(desk.buffer(), at), at, to);
    }

    /**
     * Passes a part of the body on, and what is written right before it.
     *
     * @param start where that begins
     */
    private void pass(Exchange mine, int start, int from, int to) {
        int end = unframed ? passContent(mine, start, from, to) : walk(mine, start, from, to);
        if (end < 0) {
            mine.misanswered(body.malformed());
        } else if (body.isDone()) {
            keeps &= end == to; // whoever says more than its answer is not asked again
            mine.complete();
        }
    }

    private int walk(Exchange mine, int start, int from, int to) {
        int end = body.walk(desk.buffer(), from, to);
        if (end >= 0) {
            mine.write(this, start, end);
        }
        return end;
    }

    /** Without its chunks, for a client that knows of none. */
    private int passContent(Exchange mine, int start, int from, int to) {
        mine.write(this, start, from);
        int at = from;
        while (at >= 0 && at < to && !body.isDone()) {
            at = body.step(desk.buffer(), at, to);
            if (at >= 0) {
                mine.write(this, body.dataFrom(), body.dataTo());
            }
        }
        return at;
    }

    @Override
    public void ended() {
        over(true);
    }

    @Override
    public void gone(boolean all) {
        if (all || exchange == null) {
            over(false);
        }
    }

    private void over(boolean inOrder) {
        keeps = false;
        var mine = exchange;
        if (mine == null) {
            shelf.drop(this, true);
        } else if (!inBody) {
            mine.lost(!heard && used);
        } else if (inOrder && body.end()) {
            mine.complete();
        } else {
            mine.brokenOff();
        }
    }

    @Override
    public void drained() {
        var mine = exchange;
        if (mine != null) {
            mine.resourceTakes();
        }
    }

    @Override
    public void failed() {
        keeps = false;
        var mine = exchange;
        if (mine == null) {
            shelf.drop(this, true);
        } else {
            mine.failed();
        }
    }

    @Override
    public String toString() {
        return line.toString();
    }
}
