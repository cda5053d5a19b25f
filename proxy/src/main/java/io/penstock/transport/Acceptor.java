package io.penstock.transport;

import io.penstock.linux.Errno;
import io.penstock.linux.Sockaddr;
import io.penstock.linux.TcpSocket;
import io.penstock.net.IpPort;
import io.penstock.relay.Events;
import io.penstock.relay.Leg;
import io.penstock.relay.Loop;
import io.penstock.relay.Watcher;
import io.penstock.relay.Wire;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening socket of one loop. On that loop's thread. */
final class Acceptor implements Watcher {
    private static final Logger log = LoggerFactory.getLogger(Acceptor.class);

    /** So many are accepted before the other sockets of the loop have their turn. */
    private static final int BURST = 64;

    private static final long FIRST_PAUSE_NANOS = 20_000_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

    private final IpPort address;
    private final @Nullable IpPort local;
    private final Loop loop;
    private final TcpSocket socket;
    private final Consumer<Leg> onArrival;
    private final LongAdder pauses;
    private final Sockaddr from = new Sockaddr();
    private @Nullable Wire wire;
    private long pauseNanos = FIRST_PAUSE_NANOS;

    /**
     * @param local this end of every arrival, or null to ask the socket when somebody wants to know
     */
    Acceptor(
            IpPort address,
            @Nullable IpPort local,
            Loop loop,
            TcpSocket socket,
            Consumer<Leg> onArrival,
            LongAdder pauses) {
        this.address = address;
        this.local = local;
        this.loop = loop;
        this.socket = socket;
        this.onArrival = onArrival;
        this.pauses = pauses;
    }

    void open() {
        if (loop.isClosed()) {
            socket.close();
            return;
        }
        wire = new Wire(loop, socket, this);
        wire.want(Events.IN);
    }

    /** Gives out what waits, as far as there are descriptors for it, and closes. */
    void close() {
        if (wire == null || wire.isClosed()) {
            return;
        }
        while (accept() == Accepted.ONE) {}
        wire.closeNow(); // its address may be bound again when it is said to be closed
    }

    @Override
    public void ready(Wire ready, int events) {
        for (int i = 0; i < BURST; i++) {
            switch (accept()) {
                case ONE -> pauseNanos = FIRST_PAUSE_NANOS;
                case NONE -> {
                    ready.emptied();
                    return;
                }
                case REFUSED -> {
                    pauses.increment();
                    pause(ready);
                    return;
                }
            }
        }
    }

    private enum Accepted {
        ONE,
        NONE,
        REFUSED
    }

    private Accepted accept() {
        int accepted = socket.accept(from);
        if (Errno.isOutOfDescriptors(-accepted) && loop.spareDescriptors()) {
            accepted = socket.accept(from);
        }
        if (accepted >= 0) {
            arrived(TcpSocket.of(accepted));
            return Accepted.ONE;
        }
        return refused(-accepted);
    }

    private Accepted refused(int errno) {
        return switch (errno) {
            case Errno.EAGAIN -> Accepted.NONE;
            case Errno.ECONNABORTED,
                    Errno.EPROTO,
                    Errno.EPERM,
                    Errno.ENETDOWN,
                    Errno.ENETUNREACH,
                    Errno.EHOSTDOWN,
                    Errno.EHOSTUNREACH -> {
                // accept(2): an error of the connection that waited, not of this socket
                log.debug(
                        "a client of {} went before it was accepted: {}",
                        address,
                        Errno.text(errno));
                yield Accepted.ONE;
            }
            default -> {
                if (pauseNanos == FIRST_PAUSE_NANOS) {
                    log.warn("accepting on {} pauses: {}", address, Errno.text(errno));
                }
                yield Accepted.REFUSED;
            }
        };
    }

    private void arrived(TcpSocket client) {
        var leg = Leg.accepted(loop, client, from.get(), local);
        try {
            onArrival.accept(leg);
        } catch (RuntimeException e) {
            // The last edge: one arrival's fault must not end the burst of the others.
            log.error("an arrival from {} on {} failed", leg, address, e);
            if (!leg.isJoined()) {
                leg.reset();
            }
        }
    }

    /** Epoll would say again and again that somebody waits, so it is not asked for a while. */
    private void pause(Wire mine) {
        mine.want(0);
        loop.after(pauseNanos, () -> mine.want(Events.IN));
        pauseNanos = Math.min(pauseNanos * 2, LONGEST_PAUSE_NANOS);
    }

    @Override
    public void failed(Wire failed) {
        pause(failed);
    }

    @Override
    public void stop(Wire stopping) {
        stopping.close();
    }
}
