package io.penstock.http;

import io.penstock.http.line.Line;
import io.penstock.http.message.Framing;
import io.penstock.http.message.Malformed;
import io.penstock.http.message.Out;
import io.penstock.http.message.Persistence;
import io.penstock.http.message.ResponseHead;
import io.penstock.relay.Pace;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a resource as a sequence of answers. Of its {@link Shelf}, which counts and
 * closes it; taken by one exchange at a time. While nobody has it, whatever comes ends it. On its
 * loop.
 */
public final class Upstream implements Line.User {
    /** Far more than a resource has to say before its answer; without a bound it never ended. */
    private static final int MOST_INTERIM = 100;

    private final Desk desk;
    private final Shelf shelf;
    private final Line line;
    private final AnswerBody body;
    private final long bornTick;
    private long idleSince;
    private final Begun<ResponseHead> begun;
    private @Nullable Exchange exchange;
    private final Fitness fitness;
    private int interim;
    private boolean heard;
    private boolean inBody;

    /** A new connection, which one exchange will take. */
    Upstream(Desk desk, Shelf shelf, Maker maker) {
        this.desk = desk;
        this.shelf = shelf;
        this.body = new AnswerBody(desk.buffer(), shelf.limits());
        this.bornTick = desk.loop().tick();
        this.begun = new Begun<>(desk.memory(), desk.heads()::giveBack);
        this.line = maker.lineFor(this);
        this.fitness = new Fitness(line);
    }

    /**
     * A stream of a connection that serves several, for one exchange.
     *
     * @param reused whether the connection has served before
     */
    static Upstream stream(Desk desk, Shelf shelf, Maker maker, boolean reused) {
        var stream = new Upstream(desk, shelf, maker);
        stream.fitness.onceOf(reused);
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
        return line.isShared();
    }

    /** Nobody needs it any more, and nothing was sent on it. */
    public void unneeded() {
        leave();
    }

    Line line() {
        return line;
    }

    long bornTick() {
        return bornTick;
    }

    long idleSince() {
        return idleSince;
    }

    /** Whether it has served before, so that its end may come as the next request goes out. */
    boolean isReused() {
        return fitness.isReused();
    }

    /** An exchange takes it. */
    void serve(Exchange next) {
        fitness.asked();
        exchange = next;
        heard = false;
        interim = 0;
        inBody = false;
        line.read(true);
    }

    /** All of the exchange's request was written. */
    void saidAll() {
        fitness.saidAll();
    }

    /** The exchange has no more use for it. Nobody is told of what becomes of it. */
    void leave() {
        exchange = null;
        if (!isShared()) {
            line.pace(null); // others go on at theirs
        }
        begun.drop();
        if (fitness.isGood()) {
            idleSince = desk.loop().tick();
            line.read(true); // whoever stops reading for its client leaves it so
            shelf.giveBack(this);
        } else {
            shelf.drop(this, !fitness.isBetween());
        }
    }

    /** Gives up its line, with what has come (from there on) that nobody has used. */
    Switched.End handOver(int from, int to) {
        exchange = null;
        line.keep(from, to);
        shelf.release();
        return new Switched.End(line, shelf.address());
    }

    /** At which pace it begins, where one that is shared may have had another. */
    void startAt(Pace.@Nullable Maker maker) {
        if (maker != null || isShared()) {
            line.pace(maker);
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
            var known = begun.take();
            var head = known == null ? takeHead(mine) : known;
            switch (head.read(desk.buffer(), at, to)) {
                case MORE -> {
                    begun.keep(head);
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
        return desk.heads().takeAnswer(shelf.limits(), mine.method(), mine.upgrades(), isShared());
    }

    /** The head of an answer is whole, an interim one's too. */
    private void answer(Exchange mine, ResponseHead head, int at, int to) {
        if (head.switchesProtocols()) {
            var out = write(mine, head, Persistence.KEEP);
            mine.switched(out.writeBefore(desk.buffer(), at), at, to);
        } else if (head.isInterim()) {
            if (++interim > MOST_INTERIM) {
                mine.misanswered(Malformed.TOO_MANY_INTERIM);
            } else if (mine.minor() > 0) { // HTTP/1.0 knows of none
                var out = write(mine, head, Persistence.KEEP);
                mine.write(this, out.writeBefore(desk.buffer(), at), at);
            }
        } else {
            lastAnswer(mine, head, at, to);
        }
    }

    private void lastAnswer(Exchange mine, ResponseHead head, int at, int to) {
        body.begin(head, mine.minor());
        if (!head.persists()) {
            fitness.once();
        }
        inBody = true;
        boolean endsWithConnection = head.framing() == Framing.TO_END || body.isUnframed();
        var persistence = mine.answered(head.status(), endsWithConnection);
        var out = write(mine, head, persistence);
        pass(mine, out.writeBefore(desk.buffer(), at), at, to);
    }

    private Out write(Exchange mine, ResponseHead head, Persistence persistence) {
        boolean unframed = inBody && body.isUnframed();
        var by = mine.carriage();
        return desk.answers().write(head, by.rules(), by.toldTls(), persistence, unframed);
    }

    /**
     * Passes a part of the body on, and what is written right before it.
     *
     * @param start where that begins
     */
    private void pass(Exchange mine, int start, int from, int to) {
        int end = body.pass(mine, this, start, from, to);
        if (end < 0) {
            mine.misanswered(body.malformed());
        } else if (body.isDone()) {
            fitness.heardAll(end < to);
            mine.complete();
        }
    }

    @Override
    public void ended() {
        over(!line.isCutShort());
    }

    @Override
    public void gone(boolean all) {
        if (all || exchange == null) {
            over(false);
        }
    }

    private void over(boolean inOrder) {
        fitness.once();
        var mine = exchange;
        if (mine == null) {
            shelf.drop(this, true);
        } else if (!inBody) {
            mine.lost(loss());
        } else if (inOrder && body.end()) {
            fitness.heardAll(false);
            mine.complete();
        } else {
            mine.brokenOff();
        }
    }

    /** Once something of an answer has come, the request is never sent once more. */
    private Loss loss() {
        if (heard) {
            return Loss.PLAIN;
        }
        return line.isUntouched() ? Loss.UNTOUCHED : isReused() ? Loss.STALE : Loss.PLAIN;
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
        fitness.once();
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
