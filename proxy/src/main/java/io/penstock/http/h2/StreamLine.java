package io.penstock.http.h2;

import io.netty.handler.codec.http2.Http2Error;
import io.penstock.http.line.Held;
import io.penstock.http.line.Line;
import io.penstock.relay.Pace;
import org.jspecify.annotations.Nullable;

/**
 * One stream of HTTP/2 as a line that speaks HTTP/1.1 on this side. It carries one request and its
 * answer, and has ended then. On the connection's loop.
 */
final class StreamLine implements Line {
    private final Http2Session session;
    private final int id;
    private final Dialect dialect;
    private final Inflow in;
    private final Outflow out;
    private boolean finished;
    private boolean gone; // the stream is no more, though the line may be
    private boolean untouched;

    StreamLine(Http2Session session, int id, Dialect dialect) {
        this.session = session;
        this.id = id;
        this.dialect = dialect;
        this.in = new Inflow(session, id, dialect);
        this.out = new Outflow(session, this, dialect);
    }

    int id() {
        return id;
    }

    Inflow in() {
        return in;
    }

    /** The other side has said all it will. */
    void heardAll() {
        if (out.isDone() && session.isServer()) {
            session.later(this::endOfUse);
        }
    }

    StreamSender sender() {
        return out.sender();
    }

    /** The stream has ended in order, both ways. */
    void over() {
        gone = true;
        out.drop();
    }

    /**
     * The stream was reset by the other side, or its connection has ended.
     *
     * @param nothingDone whether the other side has said that it did nothing with it
     */
    void lost(boolean nothingDone) {
        over();
        untouched = nothingDone;
        var user = in.user();
        if (user != null) {
            user.gone(true); // of a broken message nothing more is of use
        }
    }

    /** Penstock stops, or has failed. */
    void fail() {
        over();
        var user = in.user();
        if (user != null) {
            user.failed();
        }
        close();
    }

    /** So many bytes that were written are out. */
    void sent(int bytes) {
        var user = in.user();
        if (out.sent(bytes) && user != null) {
            user.drained();
        } else if (isClosed() && mayBreakOff()) {
            breakOff(Http2Error.NO_ERROR);
            session.released();
        }
    }

    /** RFC 9113 section 8.1: once the answer is out, the rest of the request is of no use. */
    private boolean mayBreakOff() {
        return session.isServer() && !gone && !in.isDone() && sender().isEmpty();
    }

    /** Whether frames may still go out on it. */
    boolean isOpen() {
        return !gone;
    }

    @Override
    public void usedBy(User next) {
        in.usedBy(next);
    }

    @Override
    public void read(boolean wanted) {
        in.read(wanted);
    }

    @Override
    public Held kept() {
        return in.kept();
    }

    @Override
    public boolean takes() {
        return out.takes();
    }

    @Override
    public int write(int from, int to) {
        if (gone || isClosed()) {
            return to - from;
        }
        int room = out.room();
        if (!out.write(from, to)) {
            breakOff(Http2Error.INTERNAL_ERROR);
        } else if (out.isDone() && session.isServer()) {
            session.later(this::endOfUse);
        }
        return Math.min(room, to - from);
    }

    /** A stream has no second request; who listens for one is told once the answer is out. */
    private void endOfUse() {
        var user = in.user();
        if (user != null && (in.isDone() || finished)) {
            user.ended();
        }
    }

    @Override
    public void finish() {
        if (!finished && !isClosed()) {
            finished = true;
            out.end();
            if (session.isServer()) {
                session.later(this::endOfUse);
            }
        }
    }

    @Override
    public void close() {
        if (!isClosed()) {
            out.end();
            if (!gone && !out.isDone()) {
                breakOff(Http2Error.CANCEL);
            } else if (mayBreakOff()) {
                breakOff(Http2Error.NO_ERROR);
            } else if (!gone && !in.isDone()) {
                session.awaitEnd(this); // a reset would be one for each answer of some servers
            }
            forget();
        }
    }

    @Override
    public void reset() {
        if (!isClosed()) {
            if (!gone && !(out.isDone() && in.isDone())) {
                breakOff(session.isServer() ? Http2Error.INTERNAL_ERROR : Http2Error.CANCEL);
            }
            forget();
        }
    }

    private void breakOff(Http2Error why) {
        session.reset(this, why);
        over();
    }

    private void forget() {
        dialect.done();
        in.close();
        session.released();
    }

    @Override
    public boolean isClosed() {
        return in.isClosed();
    }

    /** The stream's window says how much comes at once. */
    @Override
    public void passedOn(int taken, int of) {}

    /** Of all streams of the connection: they share its socket. */
    @Override
    public void pace(Pace.@Nullable Maker maker) {
        session.pace(maker);
    }

    @Override
    public boolean isHeldBack() {
        return session.line().isHeldBack();
    }

    @Override
    public boolean isQuiet() {
        return !gone && in.isEmpty();
    }

    /** It carries one request. */
    @Override
    public boolean isClear() {
        return false;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public boolean isUntouched() {
        return untouched;
    }

    @Override
    public boolean isSecure() {
        return session.line().isSecure();
    }

    @Override
    public String toString() {
        return session.line() + " stream " + id;
    }
}
