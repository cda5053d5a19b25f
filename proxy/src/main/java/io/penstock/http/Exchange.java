package io.penstock.http;

import io.penstock.http.message.Framing;
import io.penstock.http.message.Malformed;
import io.penstock.http.message.Method;
import io.penstock.http.message.Persistence;
import io.penstock.http.message.RequestBounds;
import io.penstock.http.message.RequestHead;
import io.penstock.relay.Pace;
import io.penstock.resource.HttpLimits;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. Its owner says where it goes, now or later: {@link #forward} or
 * {@link #refuse}; and is told when it is over, exactly once. On the loop.
 */
public final class Exchange {
    private static final int SWITCHING_PROTOCOLS = 101;

    private final Conversation conversation;
    private final Desk desk;
    private final Method method;
    private final int minor;
    private final boolean upgrades;
    private final boolean repeatable;
    private final Facts facts;
    private final Carriage carriage;
    private @Nullable RequestHead head; // until it is sent
    private @Nullable Owner owner;
    private boolean sentWhole;
    private boolean begun; // something of the last answer has gone out
    private boolean over;

    /** Of a request whose head is whole; null for one that will be refused. */
    Exchange(Conversation conversation, Desk desk, @Nullable RequestHead head) {
        this.conversation = conversation;
        this.desk = desk;
        this.head = head;
        this.method = head == null ? Method.OTHER : head.method();
        this.minor = head == null ? 1 : head.minor();
        this.upgrades = head != null && head.upgrades();
        this.repeatable =
                head != null
                        && method.isIdempotent()
                        && head.framing() == Framing.NONE
                        && !upgrades;
        this.facts = new Facts(desk.loop().nanoTime(), conversation.sending().version(minor));
        this.carriage = new Carriage(desk.memory(), facts);
    }

    /** Says who is told of it; before anything else. */
    public void belongsTo(Owner its) {
        owner = its;
    }

    /**
     * The host that the client asked for, as it wrote it; empty if it said none. Before it is sent.
     */
    public String host() {
        return head == null ? "" : head.host();
    }

    /** The beginning of the target, as the client wrote it. Before it is sent. */
    public String target(int most) {
        return head == null ? "" : head.target(most);
    }

    /** The method, as the client wrote it. Before it is sent. */
    public String methodName() {
        return head == null ? "" : head.methodName();
    }

    int minor() {
        return minor;
    }

    /** What there is to tell about it. */
    public Facts facts() {
        return facts;
    }

    Method method() {
        return method;
    }

    boolean upgrades() {
        return upgrades;
    }

    boolean isRepeatable() {
        return repeatable;
    }

    /**
     * Sends the request there. Not once it is over.
     *
     * @param to a connection that was taken or made for it
     */
    public void forward(Route by, Upstream to) {
        facts.tried();
        to.serve(this);
        if (carriage.begin(by, to)) {
            conversation.sending().sent(this);
        } else {
            conversation.sending().send(this, by);
        }
    }

    /** Whether it is over: nothing may be done with it any more. */
    public boolean isOver() {
        return over;
    }

    /** Sets the pace at which its answer is read; null: as fast as it goes. */
    public void pace(Pace.@Nullable Maker maker) {
        carriage.pace(maker);
    }

    /** Answers it, as long as nothing of another answer has gone out; else breaks it off. */
    public void refuse(Refusal why, String text) {
        refuse(why, why.status(), why.title(), text);
    }

    /** Refuses it unless its head keeps to these limits. Before it is sent. */
    public void holdTo(HttpLimits limits) {
        var wrong = head == null ? null : RequestBounds.beyond(limits, head);
        if (wrong != null) {
            refuse(wrong);
        }
    }

    void refuse(Malformed what) {
        refuse(Refusal.BAD_REQUEST, what.status(), what.words(), what.words());
    }

    private void refuse(Refusal why, int with, String words, String text) {
        if (over) {
            return;
        }
        facts.because(text);
        if (begun) {
            cut(Finish.BROKEN_OFF);
            return;
        }
        facts.refused(why, with);
        carriage.leave();
        conversation.refused(this, why, with, words);
        finish(Finish.REFUSED);
        conversation.over(this);
    }

    /** Ends it: the client is answered if that is still possible, or reset. */
    public void abort(Refusal why, String text) {
        if (begun && !over) {
            facts.because(text);
            cut(Finish.ABORTED);
        } else {
            refuse(why, text);
        }
    }

    /** Breaks it off: the client must not take what it has for a whole answer. */
    void cut(Finish how) {
        if (!over) {
            abandoned(how);
            conversation.broken(how);
        }
    }

    /** The client is gone: so is the resource's interest. */
    void abandoned(Finish how) {
        carriage.leave();
        finish(how);
    }

    private void finish(Finish how) {
        if (!over) {
            over = true;
            carriage.forget();
            if (head != null) {
                desk.heads().giveBack(head);
                head = null;
            }
            if (owner != null) {
                owner.ended(this, how);
            }
        }
    }

    RequestHead takeHead() {
        var mine = head;
        if (mine == null) {
            throw new IllegalStateException("the request was sent");
        }
        head = null;
        return mine;
    }

    Carriage carriage() {
        return carriage;
    }

    /** It has lasted too long as it is. */
    void overdue(Deadlines.Phase phase) {
        if (begun) {
            facts.because("no more of the answer came or was taken in time");
            cut(Finish.TIMED_OUT);
        } else if (phase == Deadlines.Phase.BODY && carriage.accepts()) {
            refuse(Refusal.REQUEST_TIMEOUT, "the request's body did not come in time");
        } else {
            refuse(Refusal.ANSWER_TIMEOUT, "the resource did not answer in time");
        }
    }

    void sentWhole() {
        sentWhole = true;
        carriage.saidAll();
    }

    void resourceTakes() {
        conversation.sending().resume();
    }

    /** The first byte of an answer has come. */
    void heard() {
        facts.heard(desk.loop().nanoTime());
        carriage.forget();
    }

    /** The last answer begins; what it says of the client's connection. */
    Persistence answered(int with, boolean endsWithConnection) {
        facts.answered(with);
        if (endsWithConnection || !sentWhole) {
            conversation.replying().keepNoMore();
        }
        return conversation.replying().persistence(minor);
    }

    /** Passes a part of an answer on. */
    void write(Upstream from, int start, int end) {
        begun |= facts.status() != 0;
        carriage.got(end - start);
        conversation.replying().write(from, start, end);
    }

    /** The answer is whole. */
    void complete() {
        carriage.leave();
        finish(Finish.ANSWERED);
        conversation.over(this);
    }

    /** The resource's connection ended before an answer. */
    void lost(Loss how) {
        var its = owner;
        if (facts.retries() == 0 && carriage.mayRepeat(how) && its != null) {
            carriage.leave();
            conversation.sending().pause();
            its.again(this);
        } else {
            refuse(Refusal.CONNECTION_LOST, "the resource closed the connection without an answer");
        }
    }

    void misanswered(Malformed what) {
        refuse(Refusal.BAD_ANSWER, "the resource's answer: " + what.words());
    }

    void brokenOff() {
        facts.because("the resource broke its answer off");
        cut(Finish.BROKEN_OFF);
    }

    void failed() {
        facts.because("a fault of Penstock's own");
        cut(Finish.FAILED);
    }

    /**
     * What follows is not HTTP.
     *
     * @param start where the 101 begins, which is to be sent
     * @param at where it ends, and what the resource has said behind it begins
     */
    void switched(int start, int at, int to) {
        var mine = carriage.upstream();
        var its = owner;
        if (mine == null || its == null) {
            return;
        }
        facts.answered(SWITCHING_PROTOCOLS);
        write(mine, start, at);
        carriage.handOver();
        its.switched(
                this, new Switched(desk.loop(), conversation.handOver(), mine.handOver(at, to)));
        finish(Finish.SWITCHED);
    }
}
