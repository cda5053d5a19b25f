package io.penstock.http;

import io.penstock.relay.Alarm;
import io.penstock.relay.Loop;
import java.util.function.Consumer;

/**
 * How long a conversation may stay as it is. A step costs a few writes to memory: the wheel is
 * asked only where the next deadline comes before the one that is set. On the loop.
 */
final class Deadlines {
    /** What is being waited for. */
    enum Phase {
        /** The next request. */
        IDLE,
        /** The rest of a head. */
        HEAD,
        /** A connection to the resource, which has a deadline of its own. */
        CONNECTION,
        /** More of the request's body, or that more of it is taken. */
        BODY,
        /** The head of the answer. */
        RESPONSE,
        /** More of the answer's body, or that more of it is taken. */
        ANSWER
    }

    private final Loop loop;
    private final Consumer<Phase> overdue;
    private final Alarm alarm;
    private Terms terms;
    private Phase phase = Phase.IDLE;
    private long since;
    private long begun;

    /**
     * Begins to wait for the first request.
     *
     * @param overdue is told the phase that has lasted too long
     */
    Deadlines(Loop loop, Terms terms, Consumer<Phase> overdue) {
        this.loop = loop;
        this.terms = terms;
        this.overdue = overdue;
        this.alarm = new Alarm(loop, this::ask);
        enter(Phase.IDLE);
    }

    /** From now on these count. */
    void follow(Terms next) {
        terms = next;
    }

    /** A request begins: its first byte has come. */
    void begin() {
        begun = loop.tick();
        enter(Phase.HEAD);
    }

    void enter(Phase next) {
        phase = next;
        since = loop.tick();
        alarm.by(due());
    }

    /** Something moved. */
    void moved() {
        since = loop.tick();
    }

    Phase phase() {
        return phase;
    }

    /** No deadline counts any more. */
    void off() {
        alarm.off();
    }

    private long ask(long tick) {
        long due = due();
        if (tick < due) {
            return due;
        }
        overdue.accept(phase);
        return Alarm.NEVER;
    }

    private long due() {
        return switch (phase) {
            case IDLE -> since + loop.ticks(terms.idle().toNanos());
            case HEAD -> since + loop.ticks(terms.head().toNanos());
            case CONNECTION -> Alarm.NEVER;
            case BODY, ANSWER -> Math.min(since + loop.ticks(terms.bodyIdle().toNanos()), whole());
            case RESPONSE -> Math.min(since + loop.ticks(terms.response().toNanos()), whole());
        };
    }

    private long whole() {
        return terms.request().isPresent()
                ? begun + loop.ticks(terms.request().get().toNanos())
                : Alarm.NEVER;
    }
}
