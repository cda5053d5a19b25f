package io.penstock.http.tls;

import io.penstock.http.line.Held;
import io.penstock.http.line.Layout;
import io.penstock.http.line.Line;
import io.penstock.relay.Alarm;
import io.penstock.relay.Loop;
import io.penstock.relay.Pace;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A line of TLS over another one (RFC 8446, RFC 5246). Only the line underneath holds anything of
 * what is sealed, so back-pressure is its. A stream that ends without close_notify has broken off.
 * On the loop.
 */
public final class TlsLine implements Line, Line.User {
    private final Loop loop;
    private final Line under;
    private final TlsRecords records;
    private final Held kept;
    private final Alarm alarm;
    private @Nullable TlsOpening opening;
    private @Nullable User user;
    private boolean inOver; // nothing more will be received
    private boolean broken; // it takes nothing more
    private boolean closed;

    private TlsLine(Loop loop, Line under, SSLEngine engine, TlsOpening opening) {
        this.loop = loop;
        this.under = under;
        this.records = new TlsRecords(loop.memory(), under, engine);
        this.kept = new Held(loop.memory(), null);
        this.alarm = new Alarm(loop, _ -> overdue());
        this.opening = opening;
    }

    /**
     * Begins a handshake.
     *
     * @param under carries it; what it has kept is read first
     * @param engine of this line alone, which releases it
     * @param byTick when the handshake must be done
     */
    public static void open(
            Loop loop, Line under, SSLEngine engine, long byTick, TlsOpening opening) {
        new TlsLine(loop, under, engine, opening).begin(byTick);
    }

    private void begin(long byTick) {
        alarm.by(byTick);
        under.usedBy(this);
        try {
            records.begin();
        } catch (SSLException e) {
            fail(TlsFault.of(e));
        }
        under.read(!closed);
        if (under.hasKept()) {
            loop.execute(() -> under.offerKept(this));
        }
    }

    private long overdue() {
        fail(TlsFault.LATE);
        return Alarm.NEVER;
    }

    @Override
    public void received(int from, int to) {
        if (closed || inOver) {
            return;
        }
        try {
            int whole = records.whole(from, to);
            under.keep(whole, to);
            if (whole > from) {
                int start = Layout.ROOM + kept.size();
                int end = records.open(from, whole, start);
                inOver = records.isInOver();
                came(start, end);
            }
        } catch (SSLException e) {
            fail(TlsFault.of(e));
        }
    }

    private void came(int from, int to) {
        if (opening != null && records.isShaken()) {
            if (from < to) {
                kept.add(from, to);
            }
            opened();
        } else if (from < to && user != null) {
            kept.putBack();
            user.received(Layout.ROOM, to);
        }
        if (inOver && !closed) {
            if (opening != null) {
                fail(TlsFault.CLOSED_EARLY);
            } else if (user != null) {
                user.ended();
            }
        }
    }

    private void opened() {
        var waiting = opening;
        opening = null;
        alarm.off();
        under.read(false);
        if (waiting != null) {
            waiting.opened(this, records.protocol());
        }
    }

    @Override
    public int write(int from, int to) {
        if (from == to || broken || closed) {
            return to - from;
        }
        try {
            broken = !records.write(from, to);
        } catch (SSLException e) {
            broken = true;
            loop.execute(() -> gone(true));
        }
        return broken || under.takes() ? to - from : 0;
    }

    @Override
    public void finish() {
        if (!closed) {
            sayEnd();
            under.finish();
        }
    }

    private void sayEnd() {
        if (!broken) {
            broken = true;
            records.close();
        }
    }

    @Override
    public void ended() {
        if (opening != null) {
            fail(TlsFault.CLOSED_EARLY);
        } else if (!closed && user != null && (!inOver || records.isOutOver())) {
            inOver = true;
            broken = true;
            user.gone(true); // cut short, or it will not hear what is still to be said
        }
    }

    @Override
    public void gone(boolean all) {
        if (opening != null) {
            fail(TlsFault.CLOSED_EARLY);
        } else if (!closed && user != null) {
            broken = true;
            user.gone(all);
        }
    }

    /** After a fault nothing that comes or goes can be believed. */
    private void fail(TlsFault fault) {
        var waiting = opening;
        opening = null;
        inOver = true;
        broken = true;
        records.lastWord(); // the alert that says why
        if (waiting != null) {
            close();
            waiting.failed(fault);
        } else if (user != null && !closed) {
            user.gone(true);
        }
    }

    @Override
    public void drained() {
        if (!closed && user != null) {
            user.drained();
        }
    }

    @Override
    public void failed() {
        var waiting = opening;
        opening = null;
        if (waiting != null) {
            close();
            waiting.failed(new TlsFault(TlsFault.Kind.CLOSED, "Penstock stops"));
        } else if (user != null) {
            user.failed();
            reset();
        }
    }

    @Override
    public void usedBy(User next) {
        user = next;
    }

    @Override
    public void read(boolean wanted) {
        if (!closed && opening == null) {
            under.read(wanted && !inOver);
        }
    }

    @Override
    public void keep(int from, int to) {
        if (!closed) {
            kept.add(from, to);
        }
    }

    @Override
    public boolean hasKept() {
        return !kept.isEmpty();
    }

    @Override
    public int recall() {
        return kept.putBack();
    }

    @Override
    public boolean takes() {
        return broken || under.takes();
    }

    /** The line underneath reads as much at once as there is room to open, never more. */
    @Override
    public void passedOn(int taken, int of) {}

    @Override
    public void pace(Pace.@Nullable Maker maker) {
        under.pace(maker);
    }

    @Override
    public boolean isHeldBack() {
        return under.isHeldBack();
    }

    @Override
    public boolean isQuiet() {
        return !inOver && !broken && under.isQuiet();
    }

    @Override
    public void close() {
        if (!closed) {
            if (under.takes()) {
                sayEnd();
            }
            forget();
            under.close();
        }
    }

    @Override
    public void reset() {
        if (!closed) {
            forget();
            under.reset();
        }
    }

    private void forget() {
        closed = true;
        opening = null;
        alarm.off();
        kept.drop();
        records.release();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public boolean isSecure() {
        return true;
    }

    @Override
    public String toString() {
        return under.toString();
    }
}
