package io.penstock.http;

import io.penstock.http.h2.Breach;
import io.penstock.http.h2.Http2Session;
import io.penstock.http.h2.Role;
import io.penstock.http.line.Line;
import io.penstock.http.message.Malformed;
import io.penstock.http.tls.TlsFault;
import io.penstock.relay.Alarm;
import io.penstock.relay.Ending.Cause;
import io.penstock.relay.Pace;
import io.penstock.relay.Side;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection of HTTP/2: each stream is a conversation of one request. Its host is told
 * of all requests, and once of the connection's end. On its loop.
 */
final class Http2Talk implements Talk, Role {
    /** So long a client that leaves may take for what it was answered last. */
    private static final long SENDING_TICKS = 60;

    private final Desk desk;
    private final Host host;
    private final Parties parties;
    private final Map<Line, Conversation> living = new LinkedHashMap<>();
    private final Http2Session session;
    private final Alarm alarm;
    private long quietSince;
    private boolean leaving;
    private Cause cause = Cause.CLOSED;
    private Side by = Side.CLIENT;

    /**
     * Takes a client's connection over.
     *
     * @param line what it has kept begins with the client's preface
     */
    Http2Talk(Desk desk, Line line, Host host, Parties parties) {
        this.desk = desk;
        this.host = host;
        this.parties = parties;
        this.alarm = new Alarm(desk.loop(), this::overdue);
        this.session =
                Http2Session.ofClient(desk.loop(), desk.heads(), line, this, parties.limits());
        quiet();
    }

    @Override
    public boolean begun(Line stream) {
        if (leaving || living.size() >= parties.limits().streams()) {
            return false;
        }
        living.put(stream, Conversation.begin(desk, stream, new OfStream(stream), parties));
        return true;
    }

    @Override
    public void overlong(Line stream) {
        var conversation = living.get(stream);
        if (conversation != null) {
            conversation.misheard().refuse(Malformed.HEAD_TOO_LARGE);
        }
    }

    /** What a stream's conversation tells: its requests are the connection's, its end is not. */
    private final class OfStream implements Host {
        private final Line line;

        OfStream(Line line) {
            this.line = line;
        }

        @Override
        public void asked(Exchange exchange) {
            host.asked(exchange);
        }

        @Override
        public void misheard(Exchange exchange) {
            host.misheard(exchange);
        }

        @Override
        public void violated(Breach how) {
            throw new IllegalStateException("a stream is given up alone");
        }

        @Override
        public void over(Cause how, Side side) {
            living.remove(line);
            quiet();
        }

        @Override
        public void unsecured(TlsFault fault) {
            throw new IllegalStateException("a stream shakes no hands");
        }
    }

    /** Nobody asks anything any more: it may be silent as long as any connection, or it leaves. */
    private void quiet() {
        if (living.isEmpty() && !session.isOver()) {
            quietSince = desk.loop().tick();
            alarm.by(due());
            if (leaving) {
                desk.loop().execute(this::closeIfQuiet);
            }
        }
    }

    private long due() {
        long most = leaving ? SENDING_TICKS : desk.loop().ticks(parties.terms().idle().toNanos());
        return quietSince + most;
    }

    private long overdue(long tick) {
        if (!living.isEmpty()) {
            return Alarm.NEVER; // the streams have deadlines of their own
        }
        if (tick < due()) {
            return due();
        }
        cause = Cause.IDLE_TIMEOUT;
        by = Side.PROXY;
        if (leaving) {
            session.end(true); // an answer that was not taken in time must not look whole
            return Alarm.NEVER;
        }
        leaving = true;
        session.leave();
        quiet();
        return Alarm.NEVER;
    }

    /** What was answered last may have to wait for the client's windows. */
    private void closeIfQuiet() {
        if (living.isEmpty() && session.isQuiet()) {
            session.end(false);
        }
    }

    @Override
    public void drain() {
        if (!leaving) {
            leaving = true;
            by = Side.PROXY;
            session.leave();
            quiet();
        }
    }

    @Override
    public void end() {
        cause = Cause.ABORTED;
        by = Side.PROXY;
        session.end(true);
    }

    @Override
    public void pace(Pace.@Nullable Maker maker) {
        session.line().pace(maker);
    }

    @Override
    public void leaving() {
        leaving = true; // the client begins no more
        quiet();
    }

    @Override
    public void broken(Breach why) {
        by = Side.PROXY;
        switch (why.kind()) {
            case FLOOD, MALFORMED -> {
                cause = Cause.ABORTED;
                host.violated(why);
            }
            case OURS -> cause = Cause.FAILED;
        }
    }

    /** Its conversation may have told before its last frames were out. */
    @Override
    public void left() {
        if (leaving) {
            quiet();
        }
    }

    @Override
    public void over(boolean reset) {
        alarm.off();
        if (reset && by == Side.CLIENT) {
            cause = Cause.RESET;
        }
        List.copyOf(living.values()).forEach(Conversation::end);
        living.clear();
        host.over(cause, by);
    }
}
