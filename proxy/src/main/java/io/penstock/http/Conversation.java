package io.penstock.http;

import io.penstock.http.Deadlines.Phase;
import io.penstock.http.line.Leaving;
import io.penstock.http.line.Line;
import io.penstock.http.message.Method;
import io.penstock.http.message.RequestBounds;
import io.penstock.http.message.RequestHead;
import io.penstock.relay.Ending.Cause;
import io.penstock.relay.Pace;
import io.penstock.relay.Side;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection as a sequence of requests, one at a time: while one is being served the
 * next waits. On its loop.
 */
public final class Conversation implements Talk, Line.User {
    private enum State {
        READY,
        BUSY,
        LEAVING,
        OVER
    }

    private final Desk desk;
    private final Host host;
    private final Parties parties;
    private final Line line;
    private final Deadlines deadlines;
    private final Sending sending;
    private final Replying replying;
    private State state = State.READY;
    private final Begun<RequestHead> begun;
    private @Nullable Exchange exchange;
    private boolean leaving;
    private boolean ended; // the client's stream
    private boolean stuffed; // it is to read before it is heard again

    private Conversation(Desk desk, Line line, Host host, Parties parties) {
        this.desk = desk;
        this.host = host;
        this.parties = parties;
        this.deadlines = new Deadlines(desk.loop(), parties.terms(), this::overdue);
        this.line = line;
        this.begun = new Begun<>(desk.memory(), desk.heads()::giveBack);
        line.usedBy(this);
        this.sending = new Sending(desk, line, deadlines, parties);
        this.replying = new Replying(desk, line, deadlines);
    }

    /** Begins to listen to a client on a line, which is the conversation's from here on. */
    static Conversation begin(Desk desk, Line line, Host host, Parties parties) {
        var begun = new Conversation(desk, line, host, parties);
        begun.listen();
        return begun;
    }

    @Override
    public void drain() {
        leaving = true;
        replying.keepNoMore();
        if (state == State.READY && begun.isEmpty() && !line.hasKept()) {
            leave();
        }
    }

    @Override
    public void end() {
        abandon(Finish.ABORTED, Cause.ABORTED, Side.PROXY);
    }

    @Override
    public void pace(Pace.@Nullable Maker maker) {
        line.pace(maker);
    }

    private void listen() {
        state = State.READY;
        deadlines.enter(Phase.IDLE);
        line.read(true);
        if (line.hasKept()) {
            desk.loop().execute(this::again);
        } else if (ended) {
            leave();
        }
    }

    private void again() {
        if (state == State.READY) {
            line.offerKept(this);
        }
    }

    @Override
    public void received(int from, int to) {
        switch (state) {
            case READY -> head(from, to);
            case BUSY -> {
                if (exchange != null && !sending.more(exchange, from, to)) {
                    replying.keepNoMore();
                }
            }
            case LEAVING, OVER -> {} // it has had its last answer
        }
    }

    private void head(int from, int to) {
        var known = begun.take();
        var head = known == null ? desk.heads().takeRequest(parties.limits()) : known;
        if (known == null) {
            deadlines.begin();
        }
        switch (head.read(desk.buffer(), from, to)) {
            case MORE -> begun.keep(head);
            case REFUSED -> {
                misheard().refuse(head.malformed());
                desk.heads().giveBack(head);
            }
            case DONE -> ask(head, head.end(), to);
        }
    }

    /** What came is no request, which is to be answered. */
    Exchange misheard() {
        replying.keepNoMore();
        leaving = true;
        var bad = begin(null);
        host.misheard(bad);
        return bad;
    }

    private Exchange begin(@Nullable RequestHead head) {
        state = State.BUSY;
        line.read(false);
        var next = new Exchange(this, desk, head);
        exchange = next;
        return next;
    }

    private void ask(RequestHead head, int from, int to) {
        replying.begin(head.persists() && !leaving);
        sending.begin(head, from, to);
        deadlines.enter(Phase.CONNECTION);
        var asked = begin(head);
        if (head.method() == Method.TRACE) {
            host.misheard(asked);
            asked.refuse(Refusal.METHOD_REFUSED, "TRACE");
        } else if (RequestBounds.hopsLeft(head) == 0) {
            host.misheard(asked);
            asked.refuse(Refusal.LAST_HOP, "OPTIONS with Max-Forwards: 0");
        } else {
            host.asked(asked);
        }
        sending.stow();
    }

    Sending sending() {
        return sending;
    }

    /** Answers without the resource. */
    void refused(Exchange mine, Refusal why, int status, String words) {
        sending.stow();
        if (!sending.isDone()) {
            replying.keepNoMore();
        }
        replying.notice(mine, why, status, words);
    }

    Replying replying() {
        return replying;
    }

    /** The exchange is over, and the client has its answer, or will have. */
    void over(Exchange mine) {
        if (exchange != mine || state != State.BUSY) {
            return;
        }
        exchange = null;
        stuffed = replying.keeps() && !line.takes();
        if (!stuffed) {
            proceed();
        }
    }

    private void proceed() {
        if (replying.keeps()) {
            listen();
        } else {
            leave();
        }
    }

    /** Ends in order, once the client has what it was given. */
    private void leave() {
        boolean quiet = sending.isDone() && !leaving && !line.hasKept() && !line.isSecure();
        var by = ended ? Side.CLIENT : Side.PROXY;
        settle();
        state = State.LEAVING;
        new Leaving(desk.loop(), line, ended || quiet, () -> finish(Cause.CLOSED, by)).begin();
    }

    @Override
    public void drained() {
        deadlines.moved();
        if (stuffed) {
            stuffed = false;
            proceed();
        } else if (exchange != null) {
            exchange.carriage().resume();
        }
    }

    @Override
    public void ended() {
        ended = true;
        if (state == State.READY && !line.hasKept()) {
            leave(); // its last answer may not be out yet
        } else if (state == State.BUSY && !sending.isDone()) {
            abandon(Finish.CLIENT_GONE, Cause.CLOSED, Side.CLIENT);
        }
    }

    @Override
    public void gone(boolean all) {
        if (state == State.READY && begun.isEmpty()) {
            finish(Cause.RESET, Side.CLIENT); // in order: its last answer may be on the way yet
        } else {
            abandon(Finish.CLIENT_GONE, Cause.RESET, Side.CLIENT);
        }
    }

    @Override
    public void failed() {
        var cause = desk.loop().isClosed() ? Cause.ABORTED : Cause.FAILED;
        abandon(Finish.FAILED, cause, Side.PROXY);
    }

    private void overdue(Phase phase) {
        var mine = exchange;
        if (line.isHeldBack() || (mine != null && mine.carriage().isHeldBack())) {
            deadlines.enter(phase); // it is we who hold it back
            return;
        }
        switch (phase) {
            case IDLE -> finish(Cause.IDLE_TIMEOUT, Side.PROXY); // a reset, if it reads no more
            case HEAD ->
                    misheard().refuse(Refusal.REQUEST_TIMEOUT, "its head did not come in time");
            case CONNECTION -> throw new IllegalStateException("a dial has its own deadline");
            case BODY, RESPONSE, ANSWER -> {
                if (mine == null) {
                    abandon(Finish.TIMED_OUT, Cause.IDLE_TIMEOUT, Side.PROXY); // it reads no more
                } else {
                    mine.overdue(phase);
                }
            }
        }
    }

    /** The exchange broke off: so must the client's stream. */
    void broken(Finish how) {
        exchange = null;
        abandon(how, how.cause(), how == Finish.BROKEN_OFF ? Side.SERVER : Side.PROXY);
    }

    /** Ends it with a reset, and the exchange that runs. */
    private void abandon(Finish how, Cause cause, Side by) {
        var mine = exchange;
        exchange = null;
        if (mine != null) {
            mine.abandoned(how);
        }
        if (state != State.OVER) {
            line.reset();
            finish(cause, by);
        }
    }

    private void finish(Cause cause, Side by) {
        if (state != State.OVER) {
            settle();
            line.close();
            host.over(cause, by);
        }
    }

    private void settle() {
        state = State.OVER;
        deadlines.off();
        begun.drop();
    }

    /** Gives up its line; its host is told nothing more. */
    Switched.End handOver() {
        exchange = null;
        settle();
        return new Switched.End(line, parties.client());
    }
}
