package io.penstock.http.tls;

import io.penstock.http.line.Held;
import io.penstock.http.line.Layout;
import io.penstock.http.line.Line;
import io.penstock.relay.Loop;
import io.penstock.relay.Pace;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A line of TLS over another one (RFC 8446, RFC 5246). Only the line underneath holds anything of
 * what is sealed, so back-pressure is its. A stream that ends without close_notify may have been
 * cut short. On the loop.
 */
public final class TlsLine implements Line, Line.User {
    private final Loop loop;
    private final Line under;
    private final TlsRecords records;
    private final Held kept;
    private final Waiting waiting;
    private @Nullable User user;
    private boolean wanted;
    private boolean sealed; // a whole record waits, perhaps the last word
    private boolean inOver; // nothing more will be received
    private boolean forced; // that one is opened, whatever it is
    private boolean broken; // it takes nothing more
    private boolean closed;

    private TlsLine(Loop loop, Line under, SSLEngine engine, long byTick, TlsOpening opening) {
        this.loop = loop;
        this.under = under;
        this.records = new TlsRecords(loop.memory(), under, engine);
        this.kept = new Held(loop.memory(), null);
        this.waiting = new Waiting(loop, byTick, opening, () -> fail(TlsFault.LATE));
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
        new TlsLine(loop, under, engine, byTick, opening).begin();
    }

    private void begin() {
        under.usedBy(this);
        try {
            records.begin();
        } catch (SSLException e) {
            fail(TlsFault.of(e));
        }
        under.read(!closed);
        loop.execute(() -> under.offerKept(this));
    }

    @Override
    public void received(int from, int to) {
        if (closed || inOver) {
            return;
        }
        try {
            int whole = records.whole(from, to);
            int stop = forced ? whole : records.beforeLastWord(from, whole, !kept.isEmpty());
            under.keep(stop, to);
            sealed = stop < whole;
            if (stop > from) {
                int start = Layout.ROOM + kept.size();
                int end = records.open(from, stop, start);
                inOver = records.isInOver();
                came(start, end);
            }
            if (sealed) {
                loop.execute(this::unseal); // who takes what came has its turn first
            }
        } catch (SSLException e) {
            fail(TlsFault.of(e));
        }
    }

    /**
     * Opens what may be the last word only for whoever reads on: the engine says goodbye as soon as
     * it sees one, and who has asked is still to be answered.
     */
    private void unseal() {
        if (sealed && !closed && (wanted || waiting.isOn())) {
            sealed = false;
            forced = true;
            under.offerKept(this);
            forced = false;
        }
    }

    private void came(int from, int to) {
        if (waiting.isOn() && records.isShaken()) {
            kept.add(from, to);
            under.read(false);
            waiting.opened(this, records.protocol());
        } else if (from < to && user != null) {
            kept.putBack();
            user.received(Layout.ROOM, to);
        }
        if (inOver && waiting.isOn()) {
            fail(TlsFault.CLOSED_EARLY);
        } else if (inOver && !closed && user != null) {
            user.ended();
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
        return under.takes() ? to - from : 0;
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
        if (kept.isEmpty()) {
            unseal();
        }
        if (waiting.isOn()) {
            fail(TlsFault.CLOSED_EARLY);
        } else if (!closed && user != null && !inOver) {
            inOver = true;
            user.ended();
        }
    }

    @Override
    public void gone(boolean all) {
        if (waiting.isOn()) {
            fail(TlsFault.CLOSED_EARLY);
        } else if (!closed && user != null) {
            broken = true;
            user.gone(all);
        }
    }

    /** After a fault nothing that comes or goes can be believed. */
    private void fail(TlsFault fault) {
        var opening = waiting.take();
        inOver = true;
        broken = true;
        records.lastWord(); // the alert that says why
        if (opening != null) {
            close();
            opening.failed(fault);
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
        if (waiting.isOn()) {
            fail(TlsFault.STOPPED);
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
    public void read(boolean on) {
        wanted = on;
        if (!closed && !waiting.isOn()) {
            under.read(on && !inOver);
            if (on && sealed) {
                loop.execute(this::unseal);
            }
        }
    }

    @Override
    public Held kept() {
        return kept;
    }

    @Override
    public boolean takes() {
        return under.takes();
    }

    @Override
    public void push() {
        under.push();
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
        return !sealed && !inOver && !broken && under.isQuiet();
    }

    @Override
    public boolean isClear() {
        return !sealed && !inOver && !broken && !closed && under.isClear();
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
        waiting.take();
        kept.drop();
        records.release();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public boolean isCutShort() {
        return inOver && !sealed && !records.isInOver();
    }

    @Override
    public boolean isSecure() {
        return true;
    }
}
