package io.penstock.transport;

import io.penstock.linux.Errno;
import io.penstock.linux.SystemCallException;
import io.penstock.linux.TcpSocket;
import io.penstock.net.IpPort;
import io.penstock.relay.Leg;
import io.penstock.relay.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * One address and port, on one socket for each loop: first bound, then started, then closed. What
 * it takes is what comes to that address, or what socket lookup gives it. Any thread, but one at a
 * time.
 */
public final class PortListener {
    private static final int BACKLOG = 4096; // the kernel cuts it to net.core.somaxconn

    private final IpPort address;
    private final boolean isWhereClientsGo;
    private final List<Loop> loops;
    private final List<TcpSocket> sockets;
    private final LongAdder pauses;
    private final List<Acceptor> acceptors = new ArrayList<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private boolean listening;
    private boolean closing;

    /**
     * @param isWhereClientsGo whether that is the address and port that every client came to; else
     *     its socket is asked
     */
    PortListener(
            IpPort address,
            boolean isWhereClientsGo,
            List<Loop> loops,
            List<TcpSocket> sockets,
            LongAdder pauses) {
        this.address = address;
        this.isWhereClientsGo = isWhereClientsGo;
        this.loops = loops;
        this.sockets = List.copyOf(sockets);
        this.pauses = pauses;
    }

    /** What it is bound to, with the port that was chosen where 0 was asked for. */
    public IpPort address() {
        return address;
    }

    /** One of its sockets, which stands for all: they share the port. */
    int descriptor() {
        return sockets.getFirst().descriptor();
    }

    /**
     * Listens: from now on clients are connected, and wait until {@link #start}. Once; left out,
     * the start does it.
     *
     * @return what the system said where it refuses what it let us bind: a stranger was faster
     */
    public Optional<String> listen() {
        try {
            for (var socket : sockets) {
                socket.listen(BACKLOG);
            }
            listening = true;
            return Optional.empty();
        } catch (SystemCallException e) {
            return Optional.of(Errno.text(e.errno()));
        }
    }

    /**
     * Listens, if it does not yet, and from then on gives out arrivals. Once.
     *
     * @param onArrival called on the loop that accepted, with a seized leg, which is the receiver's
     *     to join, reset or close
     * @throws IllegalStateException if the system refuses to listen on what it let us bind
     */
    public void start(Consumer<Leg> onArrival) {
        if (closing || !acceptors.isEmpty()) {
            throw new IllegalStateException("started or closed before: " + address);
        }
        if (!listening) {
            listen().ifPresent(text -> {
                throw new IllegalStateException("cannot listen on " + address + ": " + text);
            });
        }
        for (int i = 0; i < sockets.size(); i++) {
            var local = isWhereClientsGo ? address : null;
            var loop = loops.get(i);
            var acceptor = new Acceptor(address, local, loop, sockets.get(i), onArrival, pauses);
            acceptors.add(acceptor);
            loop.execute(acceptor::open);
        }
    }

    /**
     * Gives out what waits in the accept queues, then closes: closing alone would reset it. Goes on
     * after this returns; {@link #closed} tells when it is over.
     */
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        if (acceptors.isEmpty()) {
            sockets.forEach(TcpSocket::close);
            closed.complete(null);
            return;
        }
        var left = new AtomicInteger(acceptors.size());
        for (int i = 0; i < acceptors.size(); i++) {
            var acceptor = acceptors.get(i);
            Runnable finish =
                    () -> {
                        acceptor.close();
                        countDown(left);
                    };
            if (!loops.get(i).tryExecute(finish)) {
                countDown(left); // the loop has stopped, and closed its sockets
            }
        }
    }

    private void countDown(AtomicInteger left) {
        if (left.decrementAndGet() == 0) {
            closed.complete(null);
        }
    }

    /** Completes when the last socket is closed. */
    public CompletableFuture<Void> closed() {
        return closed;
    }

    @Override
    public String toString() {
        return address.toString();
    }
}
