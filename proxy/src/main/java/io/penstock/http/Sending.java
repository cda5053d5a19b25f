package io.penstock.http;

import io.penstock.http.Deadlines.Phase;
import io.penstock.http.line.Layout;
import io.penstock.http.line.Line;
import io.penstock.http.message.Body;
import io.penstock.http.message.RequestHead;
import io.penstock.http.message.Sender;

/**
 * The way of a client's requests to the resource: the head with what came behind it in one go, then
 * the body as it comes and is taken. On the loop.
 */
final class Sending {
    private final Desk desk;
    private final Line line;
    private final Deadlines deadlines;
    private final Sender sender;
    private final Body body;
    private int restFrom; // what came with the head, as long as it lies in the loop's buffer
    private int restTo;
    private boolean fresh;

    Sending(Desk desk, Line line, Deadlines deadlines, Parties parties) {
        this.desk = desk;
        this.line = line;
        this.deadlines = deadlines;
        this.sender = new Sender(parties.client().ip(), line.isSecure(), line.isShared());
        this.body = new Body(parties.limits());
    }

    /** The version of HTTP that a request of such a minor version came with. */
    String version(int minor) {
        return sender.version(minor);
    }

    /** A request begins, whose head is whole; what came behind it lies in the loop's buffer. */
    void begin(RequestHead head, int from, int to) {
        restFrom = from;
        restTo = to;
        fresh = true;
        body.begin(head.framing(), head.contentLength());
    }

    /** Whether all of the request has come. */
    boolean isDone() {
        return body.isDone();
    }

    /** Keeps what came with the head, if it was not sent along. */
    void stow() {
        if (fresh) {
            fresh = false;
            line.keep(restFrom, restTo);
        }
    }

    /** Sends the request's head and what there is of its body. */
    void send(Exchange mine, Route route) {
        if (!fresh) {
            restFrom = Layout.ROOM;
            restTo = restFrom + line.recall();
        }
        fresh = false;
        int end = body.walk(desk.buffer(), restFrom, restTo);
        if (end < 0) {
            mine.refuse(body.malformed());
            return;
        }
        var head = mine.takeHead();
        var parent = head.traceId();
        byte[] trace = parent == null ? desk.newTrace() : null;
        mine.facts().follows(parent == null ? desk.traceId() : parent);
        mine.carriage().tells(route.rules().tellsTls(head, sender));
        var out = desk.requests().write(head, route.rules(), sender, trace, false);
        desk.heads().giveBack(head);
        int start = out.writeBefore(desk.buffer(), restFrom);
        line.keep(end, restTo);
        deadlines.follow(route.terms());
        mine.carriage().sendHead(start, end, mine.isRepeatable(), mine.upgrades());
        sent(mine);
    }

    /** Something of the request was sent; goes on with the rest. */
    void sent(Exchange mine) {
        if (body.isDone()) {
            mine.sentWhole();
            deadlines.enter(mine.facts().status() == 0 ? Phase.RESPONSE : Phase.ANSWER);
        } else {
            deadlines.enter(Phase.BODY);
            line.read(mine.carriage().accepts());
        }
    }

    /**
     * More of the body has come.
     *
     * @return false if it is malformed, and so the exchange is over
     */
    boolean more(Exchange mine, int from, int to) {
        int end = body.walk(desk.buffer(), from, to);
        if (end < 0) {
            mine.refuse(body.malformed());
            return false;
        }
        deadlines.moved();
        line.passedOn(mine.carriage().send(from, end), end - from);
        line.keep(end, to);
        if (body.isDone()) {
            line.read(false);
            sent(mine);
        } else if (!mine.carriage().accepts()) {
            line.read(false);
        }
        return true;
    }

    /** There is no connection to the resource for now: {@link #sent} goes on. */
    void pause() {
        deadlines.enter(Phase.CONNECTION);
        line.read(false);
    }

    /** The resource takes more. */
    void resume() {
        deadlines.moved();
        if (!body.isDone()) {
            line.read(true);
        }
    }
}
