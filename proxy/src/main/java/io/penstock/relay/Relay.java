package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import io.penstock.linux.SystemCallException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two sockets joined: every byte, FIN and reset of one comes out of the other, in order, until both
 * have ended, a limit is reached or the owner ends it. On the loop's thread, but for {@link
 * #tally}.
 */
public final class Relay implements Joined {
    /** Nothing goes before what the client says. */
    public static final byte[] NO_PREFACE = {};

    private static final Logger log = LoggerFactory.getLogger(Relay.class);

    private final Loop loop;
    private final Limits limits;
    private final Consumer<Ending> onEnding;
    private final Tally tally = new Tally();
    private final Tally sum;
    private final Wheel.Deadline deadline = new Wheel.Deadline(() -> guarded(this::overdue));
    private final long bornTick;
    private final Peer client;
    private final Peer server;
    private long movedTick;
    private boolean watched;
    private boolean halfClosed;
    private Ending.@Nullable Cause cause;
    private Side side = Side.PROXY;
    private @Nullable Side firstFin;
    private boolean reported;

    /** What each is given before anything is read from the other one; null for nothing. */
    private record Said(@Nullable ByteBuf toServer, @Nullable ByteBuf toClient) {}

    private Relay(
            Wire client,
            Wire server,
            Said said,
            Limits limits,
            Tally sum,
            Consumer<Ending> onEnding) {
        this.loop = client.loop();
        this.sum = sum;
        this.limits = limits;
        this.onEnding = onEnding;
        this.bornTick = loop.wheel().now();
        this.movedTick = bornTick;
        this.client = new Peer(this, Side.CLIENT, client, said.toClient);
        this.server = new Peer(this, Side.SERVER, server, said.toServer);
    }

    /**
     * Joins two legs of one loop; on that loop. From here on only the relay holds the sockets and
     * closes them.
     *
     * @param client the leg that came in; what was read ahead of it goes first
     * @param server the leg that was dialed; likewise
     * @param preface what the server is given before all that the client says; often empty
     * @param sum where its bytes are added to those of others; of this loop alone
     * @param onEnding called exactly once, on the loop, never from within a call to this class; by
     *     then both sockets are closed
     */
    public static Relay join(
            Leg client,
            Leg server,
            byte[] preface,
            Limits limits,
            Tally sum,
            Consumer<Ending> onEnding) {
        if (server.loop() != client.loop()) {
            throw new IllegalArgumentException("two legs of one relay are on one loop");
        }
        var taken = client.take();
        var early = client.takeEarly();
        int heard = early == null ? 0 : early.readableBytes();
        var first = client.loop().memory().prepend(preface, early);
        var dialed = server.take();
        var said = server.takeEarly();
        int answered = said == null ? 0 : said.readableBytes();
        var relay = new Relay(taken, dialed, new Said(first, said), limits, sum, onEnding);
        relay.guarded(() -> relay.begin(heard, answered));
        return relay;
    }

    /** The same without a preface, for a relay that nobody sums up. */
    public static Relay join(Leg client, Leg server, Limits limits, Consumer<Ending> onEnding) {
        return join(client, server, NO_PREFACE, limits, new Tally(), onEnding);
    }

    @Override
    public Tally tally() {
        return tally;
    }

    @Override
    public void end() {
        loop.requireInLoop();
        abort(Ending.Cause.ABORTED);
    }

    /** Right after {@link #join} no byte has moved yet. */
    @Override
    public void pace(Pace.@Nullable Maker maker) {
        loop.requireInLoop();
        if (!reported) {
            client.pace(maker);
            server.pace(maker);
        }
    }

    private void begin(int heard, int answered) {
        if (client.wire().isClosed() || server.wire().isClosed()) {
            abort(Ending.Cause.ABORTED); // the loop stopped before they were joined
            return;
        }
        loop.wheel().set(deadline, due());
        if (heard > 0) {
            read(Side.CLIENT, heard);
        }
        if (answered > 0) {
            read(Side.SERVER, answered);
        }
        server.begin(); // first: what it is given before all else must be out before more is read
        client.begin();
    }

    Loop loop() {
        return loop;
    }

    Peer server() {
        return server;
    }

    Limits limits() {
        return limits;
    }

    Peer otherOf(Peer one) {
        return one == client ? server : client;
    }

    void read(Side from, int bytes) {
        moved();
        if (from == Side.CLIENT) {
            tally.addFromClient(bytes);
            sum.addFromClient(bytes);
        } else {
            tally.addFromServer(bytes);
            sum.addFromServer(bytes);
        }
    }

    /** A byte came or went. */
    void moved() {
        movedTick = loop.wheel().now();
    }

    /** The first of the two streams has ended. */
    void halfClosed(Side by) {
        firstFin = by;
        halfClosed = true;
        loop.wheel().set(deadline, due());
    }

    /** The second of the two streams has ended: both sockets are let go of. */
    void bothEnded() {
        because(Ending.Cause.CLOSED, firstFin == null ? Side.PROXY : firstFin);
        client.wire().close();
        server.wire().close();
        closed();
    }

    /** Notes why it ends; the first cause stands. */
    void because(Ending.Cause why, Side by) {
        if (cause == null) {
            cause = why;
            side = by;
        }
    }

    /** Resets what is still open. */
    void abort(Ending.Cause why) {
        because(why, Side.PROXY);
        client.abort();
        server.abort();
        closed();
    }

    /** A socket was closed: if it was the second, that is the ending. */
    void closed() {
        if (reported || !client.wire().isClosed() || !server.wire().isClosed()) {
            return;
        }
        reported = true;
        loop.wheel().remove(deadline);
        client.pace(null);
        server.pace(null);
        var why = cause == null ? Ending.Cause.FAILED : cause;
        var ending = new Ending(why, side, tally.fromClient(), tally.fromServer());
        loop.execute(() -> onEnding.accept(ending));
    }

    /** Runs a step that is not an event of a socket; nothing escapes it. */
    void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            log.error("a step of the relay of {} and {} failed", client, server, e);
            abort(Ending.Cause.FAILED);
        }
    }

    /** It has lived long enough that it matters whether both ends go on living. */
    private void watch() {
        watched = true;
        try {
            if (!client.wire().isClosed()) {
                Liveness.adapt(client.wire().socket(), limits.idle()); // its listener is watched
            }
            if (!server.wire().isClosed()) {
                Liveness.watch(server.wire().socket(), limits.idle());
            }
        } catch (SystemCallException e) {
            throw new IllegalStateException("a TCP socket has a user timeout", e);
        }
    }

    private void overdue() {
        if (!watched && loop.wheel().now() >= watchedTick()) {
            watch();
        }
        if (client.waits() || server.waits()) {
            moved(); // it has bytes to move, and it is we who hold them back
        }
        long now = loop.wheel().now();
        if (now >= lifetimeTick()) {
            abort(Ending.Cause.LIFETIME);
        } else if (now >= quietTick()) {
            abort(halfClosed ? Ending.Cause.HALF_CLOSED_TIMEOUT : Ending.Cause.IDLE_TIMEOUT);
        } else {
            loop.wheel().set(deadline, due());
        }
    }

    private long due() {
        long end = Math.min(lifetimeTick(), quietTick());
        return watched ? end : Math.min(end, watchedTick());
    }

    private long watchedTick() {
        return bornTick + loop.ticks(Liveness.UNWATCHED_NANOS);
    }

    private long lifetimeTick() {
        return bornTick + loop.ticks(limits.lifetime().toNanos());
    }

    private long quietTick() {
        var quiet =
                halfClosed && limits.halfClosed().compareTo(limits.idle()) < 0
                        ? limits.halfClosed()
                        : limits.idle();
        return movedTick + loop.ticks(quiet.toNanos());
    }
}
