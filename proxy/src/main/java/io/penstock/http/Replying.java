package io.penstock.http;

import io.penstock.http.Deadlines.Phase;
import io.penstock.http.line.Line;
import io.penstock.http.message.Method;
import io.penstock.http.message.Persistence;

/** The way of answers to a client, and whether its connection outlives them. On the loop. */
final class Replying {
    private final Desk desk;
    private final Line line;
    private final Deadlines deadlines;
    private boolean keep;

    Replying(Desk desk, Line line, Deadlines deadlines) {
        this.desk = desk;
        this.line = line;
        this.deadlines = deadlines;
    }

    /**
     * A request has begun.
     *
     * @param persists whether the client's connection may serve another one
     */
    void begin(boolean persists) {
        keep = persists;
    }

    /** The client's connection ends with this answer. */
    void keepNoMore() {
        keep = false;
    }

    boolean keeps() {
        return keep;
    }

    /** What an answer to a request of that minor version says of the connection. */
    Persistence persistence(int minor) {
        if (!keep) {
            return Persistence.CLOSE;
        }
        return minor == 0 ? Persistence.KEEP_TOLD : Persistence.KEEP;
    }

    /** Passes a part of an answer on. */
    void write(Upstream from, int start, int end) {
        if (deadlines.phase() == Phase.RESPONSE) {
            deadlines.enter(Phase.ANSWER);
        } else {
            deadlines.moved();
        }
        from.line().passedOn(line.write(start, end), end - start);
        if (!line.takes()) {
            from.line().read(false);
        }
    }

    /** Answers without the resource. */
    void notice(Exchange mine, Refusal why, int status, String words) {
        boolean shown = mine.method() != Method.HEAD;
        int bytes = Notice.write(desk.memory(), why, status, words, shown, !keep);
        line.write(Notice.AT, Notice.AT + bytes);
    }
}
