package io.penstock.transport;

import io.netty.channel.unix.Socket;
import io.penstock.linux.Errno;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.relay.Leg;
import io.penstock.relay.Loop;
import io.penstock.relay.Watcher;
import io.penstock.relay.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
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
    private final Socket socket;
    private final Consumer<Leg> onArrival;
    private final LongAdder pauses;
    private final byte[] from = new byte[26]; // one for the length, 24 for IPv6, scope and port
    private @Nullable Wire wire;
    private long pauseNanos = FIRST_PAUSE_NANOS;

    /**
     * @param local this end of every arrival, or null to ask the socket when somebody wants to know
     */
    Acceptor(
            IpPort address,
            @Nullable IpPort local,
            Loop loop,
            Socket socket,
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
            PortListener.closeQuietly(socket);
            return;
        }
        wire = new Wire(loop, socket, this);
        wire.want(Wire.IN);
    }

    /** Gives out what waits, as far as there are descriptors for it, and closes. */
    void close() {
        if (wire == null || wire.isClosed()) {
            return;
        }
        while (accept() == Accepted.ONE) {}
        wire.close();
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
        int fd;
        try {
            fd = socket.accept(from);
        } catch (IOException e) {
            return failed(e);
        }
        if (fd < 0) {
            return Accepted.NONE;
        }
        arrived(fd);
        return Accepted.ONE;
    }

    private Accepted failed(IOException e) {
        return switch (Failures.errno(e)) {
            case Errno.ECONNABORTED,
                    Errno.EPROTO,
                    Errno.EPERM,
                    Errno.ENETDOWN,
                    Errno.ENETUNREACH,
                    Errno.EHOSTDOWN,
                    Errno.EHOSTUNREACH -> {
                // accept(2): an error of the connection that waited, not of this socket
                log.debug("a client of {} went before it was accepted", address, e);
                yield Accepted.ONE;
            }
            default -> {
                if (pauseNanos == FIRST_PAUSE_NANOS) {
                    log.warn("accepting on {} pauses: {}", address, Failures.text(e));
                }
                yield Accepted.REFUSED;
            }
        };
    }

    private void arrived(int fd) {
        var leg = Leg.accepted(loop, new Socket(fd), remote(), local);
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

    /** The peer's address as accept left it: a length of 8 or 24, the address, scope, the port. */
    private IpPort remote() {
        int length = from[0];
        var ip = Ip.of(Arrays.copyOfRange(from, 1, length == 8 ? 5 : 17));
        return new IpPort(ip, ByteBuffer.wrap(from).getInt(length + 1 - Integer.BYTES));
    }

    /** Epoll would say again and again that somebody waits, so it is not asked for a while. */
    private void pause(Wire mine) {
        mine.want(0);
        loop.after(pauseNanos, () -> mine.want(Wire.IN));
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
