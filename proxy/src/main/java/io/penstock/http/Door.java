package io.penstock.http;

import io.netty.buffer.ByteBuf;
import io.penstock.http.line.BareLine;
import io.penstock.http.line.Line;
import io.penstock.http.message.Ascii;
import io.penstock.http.tls.TlsContexts;
import io.penstock.http.tls.TlsFault;
import io.penstock.http.tls.TlsLine;
import io.penstock.http.tls.TlsOpening;
import io.penstock.relay.Alarm;
import io.penstock.relay.Ending.Cause;
import io.penstock.relay.Leg;
import io.penstock.relay.Pace;
import io.penstock.relay.Side;
import io.penstock.resource.EndpointTls;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a client's connection begins: with TLS where the endpoint has it, and with the version of
 * HTTP that the client means: what ALPN agreed on, or in clear what its first bytes are (RFC 9113
 * section 3.3). On its loop.
 */
public final class Door implements Talk, Line.User, TlsOpening {
    private static final byte[] PREFACE = Ascii.bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    private final Desk desk;
    private final Host host;
    private final Parties parties;
    private final Line bare;
    private final Alarm alarm;
    private @Nullable Talk talk;
    private Pace.@Nullable Maker pace;
    private boolean over;

    private Door(Desk desk, Leg client, Host host, Parties parties) {
        this.desk = desk;
        this.host = host;
        this.parties = parties;
        this.bare = new BareLine(client, this);
        this.alarm = new Alarm(desk.loop(), _ -> overdue());
    }

    /**
     * Begins to listen to a client, whose socket is the door's from here on.
     *
     * @param tls what clients are to speak; empty: they speak in clear
     */
    public static Talk open(
            Desk desk, Leg client, Host host, Parties parties, Optional<EndpointTls> tls) {
        var door = new Door(desk, client, host, parties);
        if (tls.isPresent()) {
            var engine = desk.tls().forClient(tls.get());
            long by = desk.loop().tick() + desk.loop().ticks(parties.terms().head().toNanos());
            TlsLine.open(desk.loop(), door.bare, engine, by, door);
        } else {
            door.listen();
        }
        return door;
    }

    private void listen() {
        alarm.by(desk.loop().tick() + desk.loop().ticks(parties.terms().idle().toNanos()));
        bare.read(true);
        if (bare.hasKept()) {
            desk.loop()
                    .execute(() -> {
                        if (talk == null) {
                            bare.offerKept(this);
                        }
                    });
        }
    }

    private long overdue() {
        if (talk == null && !over) {
            bare.close();
            over(Cause.IDLE_TIMEOUT, Side.PROXY);
        }
        return Alarm.NEVER;
    }

    @Override
    public void received(int from, int to) {
        int same = same(desk.buffer(), from, to);
        if (same == PREFACE.length) {
            bare.keep(from, to);
            became(new Http2Talk(desk, bare, host, parties));
        } else if (same == to - from) {
            bare.keep(from, to); // it may become one
        } else {
            var conversation = Conversation.begin(desk, bare, host, parties);
            became(conversation);
            conversation.received(from, to);
        }
    }

    /** How many bytes there are as in the preface. */
    private static int same(ByteBuf memory, int from, int to) {
        int most = Math.min(to - from, PREFACE.length);
        int same = 0;
        while (same < most && memory.getByte(from + same) == PREFACE[same]) {
            same++;
        }
        return same;
    }

    private void became(Talk next) {
        talk = next;
        alarm.off();
        if (pace != null) {
            next.pace(pace);
        }
    }

    @Override
    public void opened(TlsLine line, String protocol) {
        became(
                protocol.equals(TlsContexts.H2)
                        ? new Http2Talk(desk, line, host, parties)
                        : Conversation.begin(desk, line, host, parties));
    }

    @Override
    public void failed(TlsFault fault) {
        host.unsecured(fault);
        boolean late = fault.kind() == TlsFault.Kind.TIMEOUT;
        over(late ? Cause.IDLE_TIMEOUT : Cause.RESET, late ? Side.PROXY : Side.CLIENT);
    }

    @Override
    public void ended() {
        bare.close();
        over(Cause.CLOSED, Side.CLIENT);
    }

    @Override
    public void gone(boolean all) {
        bare.reset();
        over(Cause.RESET, Side.CLIENT);
    }

    @Override
    public void drained() {
        // nothing was said
    }

    @Override
    public void failed() {
        end();
    }

    @Override
    public void drain() {
        if (talk != null) {
            talk.drain();
        } else if (!over) {
            bare.close();
            over(Cause.CLOSED, Side.PROXY);
        }
    }

    @Override
    public void end() {
        if (talk != null) {
            talk.end();
        } else if (!over) {
            bare.reset();
            over(Cause.ABORTED, Side.PROXY);
        }
    }

    @Override
    public void pace(Pace.@Nullable Maker maker) {
        pace = maker;
        if (talk != null) {
            talk.pace(maker);
        }
    }

    private void over(Cause cause, Side by) {
        if (!over) {
            over = true;
            alarm.off();
            host.over(cause, by);
        }
    }
}
