package io.penstock.transport;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.Socket;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.relay.Limits;
import io.penstock.relay.Liveness;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Binds addresses: one socket for each loop, among which the kernel spreads what comes in. */
public final class Listeners {
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;
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
        var bound = new ArrayList<Socket>();
        var actual = address;
        try {
            if (probe && actual.port() != 0) {
                probe(actual);
            }
            for (int i = 0; i < loops.all().size(); i++) {
                var socket = open(actual.ip());
                bound.add(socket);
                socket.setReusePort(true);
                Liveness.hasten(socket);
                Liveness.watch(socket, Limits.DEFAULT.idle());
                socket.bind(actual.toSocketAddress());
                actual = new IpPort(actual.ip(), portOf(socket));
            }
            return new Binding.Bound(
                    new PortListener(actual, isWhereClientsGo, loops.all(), bound, pauses));
        } catch (IOException | ChannelException e) {
            close(bound);
            return failed(address, e);
        }
    }

    /**
     * What stands in the way of listening there, in the system's words; empty if nothing. Takes the
     * port for a moment.
     */
    public static Optional<String> obstacle(IpPort address) {
        Epoll.ensureAvailability(); // before any loop has loaded the library
        try {
            probe(address);
            return Optional.empty();
        } catch (IOException | ChannelException e) {
            return Optional.of(Failures.text(e));
        }
    }

    /** How often accepting was paused because descriptors had run out. Any thread. */
    public long pauses() {
        return pauses.sum();
    }

    private static void probe(IpPort address) throws IOException {
        var socket = open(address.ip());
        try {
            socket.bind(address.toSocketAddress());
            socket.listen(PROBE_BACKLOG);
        } finally {
            socket.close();
        }
    }

    /** SO_REUSEADDR lets connections of a former process (TIME_WAIT) not stand in the way. */
    private static Socket open(Ip ip) throws IOException {
        var family = ip.isV4() ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
        var socket = LinuxSocket.newSocketStream(family);
        try {
            socket.setReuseAddress(true);
            if (!ip.isV4()) {
                socket.setIntOpt(IPPROTO_IPV6, IPV6_V6ONLY, 1); // IPv4 has sockets of its own
            }
            return socket;
        } catch (IOException e) {
            close(List.of(socket));
            throw e;
        }
    }

    private static int portOf(Socket socket) throws IOException {
        var local = socket.localAddress();
        if (local == null) {
            throw new IOException("a bound socket has no address");
        }
        return local.getPort();
    }

    private static Binding.Failed failed(IpPort address, Exception e) {
        var why = BindFailure.of(e);
        var text = new StringBuilder(Failures.text(e));
        if (why == BindFailure.ADDRESS_IN_USE) {
            PortHolder.of(address).ifPresent(holder -> text.append(", by ").append(holder));
        }
        return new Binding.Failed(address, why, text.toString());
    }

    private static void close(List<Socket> sockets) {
        for (var socket : sockets) {
            PortListener.closeQuietly(socket);
        }
    }
}
