package io.penstock.http.line;

import io.penstock.relay.Alarm;
import io.penstock.relay.Loop;

/**
 * The end of a line: what was written goes out; then the other end is heard out for a moment, since
 * a socket that is closed while something lies unread resets the last words away (RFC 9112 section
 * 9.6). On its loop.
 */
public final class Leaving implements Line.User {
    private static final long SENDING_TICKS = 60;
    private static final long LISTENING_TICKS = 2;

    private final Loop loop;
    private final Line line;
    private final boolean silent;
    private final Runnable over;
    private final Alarm alarm;

    /**
     * An end that has not begun.
     *
     * @param silent whether the other end has nothing more to say, so that it need not be heard out
     * @param over is told once; it closes the line
     */
    public Leaving(Loop loop, Line line, boolean silent, Runnable over) {
        this.loop = loop;
        this.line = line;
        this.silent = silent;
        this.over = over;
        this.alarm = new Alarm(loop, _ -> overdue());
    }

    /** Takes the line over. */
    public void begin() {
        line.usedBy(this);
        line.read(false);
        line.push();
        if (line.takes()) {
            drained();
        } else {
            alarm.by(loop.tick() + SENDING_TICKS);
        }
    }

    @Override
    public void drained() {
        if (silent) {
            end();
        } else {
            line.finish();
            line.read(true);
            alarm.off();
            alarm.by(loop.tick() + LISTENING_TICKS);
        }
    }

    private long overdue() {
        if (!line.takes()) {
            line.reset(); // it did not take in time what it was given: that must not look whole
        }
        return end();
    }

    private long end() {
        alarm.off();
        over.run();
        return Alarm.NEVER;
    }

    @Override
    public void received(int from, int to) {
        // it has been told all there is
    }

    @Override
    public void ended() {
        end();
    }

    @Override
    public void gone(boolean all) {
        end();
    }

    @Override
    public void failed() {
        end();
    }
}
