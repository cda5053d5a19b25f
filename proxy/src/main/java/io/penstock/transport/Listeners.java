package io.penstock.transport;

import io.penstock.linux.Errno;
import io.penstock.linux.SocketOption;
import io.penstock.linux.SystemCallException;
import io.penstock.linux.TcpSocket;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.relay.Limits;
import io.penstock.relay.Liveness;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Binds addresses: one socket for each loop, among which the kernel spreads what comes in. */
public final class Listeners {
    private static final int PROBE_BACKLOG = 1;

    private final Loops loops;
    private final LongAdder pauses = new LongAdder();

    /** Listeners on these loops. */
    public Listeners(Loops loops) {
        this.loops = loops;
    }

    /**
     * Binds, without listening yet: who connects now is refused. Any thread; does not block.
     *
     * @param address {@code 0.0.0.0} for all IPv4 addresses, {@code ::} for all IPv6 addresses.
     *     Port 0 for a free one
     * @param probe whether to make sure first that nobody else has the port. The sockets share the
     *     port with any other of the same user, so a stranger would go unnoticed; false where one
     *     of our own listeners overlaps
     */
    public Binding bind(IpPort address, boolean probe) {
        return bind(address, probe, !address.ip().isAny());
    }

    /** A listener that socket lookup gives its arrivals, on a free port of a loopback address. */
    Binding bindForLookup(Ip loopback) {
        return bind(new IpPort(loopback, 0), false, false);
    }

    private Binding bind(IpPort address, boolean probe, boolean isWhereClientsGo) {
        var bound = new ArrayList<TcpSocket>();
        var actual = address;
        try {
            if (probe && actual.port() != 0) {
                probe(actual);
            }
            for (int i = 0; i < loops.all().size(); i++) {
                var socket = open(actual.ip());
                bound.add(socket);
                socket.set(SocketOption.REUSE_PORT, 1);
                Liveness.hasten(socket);
                Liveness.watch(socket, Limits.DEFAULT.idle());
                socket.bind(actual);
                actual = new IpPort(actual.ip(), socket.local().port());
            }
            return new Binding.Bound(
                    new PortListener(actual, isWhereClientsGo, loops.all(), bound, pauses));
        } catch (SystemCallException e) {
            bound.forEach(TcpSocket::close);
            return failed(address, e);
        }
    }

    /**
     * What stands in the way of listening there, in the system's words; empty if nothing. Takes the
     * port for a moment.
     */
    public static Optional<String> obstacle(IpPort address) {
        try {
            probe(address);
            return Optional.empty();
        } catch (SystemCallException e) {
            return Optional.of(Errno.text(e.errno()));
        }
    }

    /** How often accepting was paused because descriptors had run out. Any thread. */
    public long pauses() {
        return pauses.sum();
    }

    private static void probe(IpPort address) throws SystemCallException {
        try (var socket = open(address.ip())) {
            socket.bind(address);
            socket.listen(PROBE_BACKLOG);
        }
    }

    /** SO_REUSEADDR lets connections of a former process (TIME_WAIT) not stand in the way. */
    private static TcpSocket open(Ip ip) throws SystemCallException {
        var socket = TcpSocket.open(ip.isV4());
        try {
            socket.set(SocketOption.REUSE_ADDRESS, 1);
            if (!ip.isV4()) {
                socket.set(SocketOption.V6_ONLY, 1); // IPv4 has sockets of its own
            }
            return socket;
        } catch (SystemCallException e) {
            socket.close();
            throw e;
        }
    }

    private static Binding.Failed failed(IpPort address, SystemCallException e) {
        var why = BindFailure.of(e);
        var text = new StringBuilder(Errno.text(e.errno()));
        if (why == BindFailure.ADDRESS_IN_USE) {
            PortHolder.of(address).ifPresent(holder -> text.append(", by ").append(holder));
        }
        return new Binding.Failed(address, why, text.toString());
    }
}
