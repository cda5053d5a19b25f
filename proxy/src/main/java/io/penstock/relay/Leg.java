package io.penstock.relay;

import io.netty.channel.unix.Socket;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import org.jspecify.annotations.Nullable;

/**
 * One connected socket that is <em>seized</em>: nothing is read from it until {@link Relay#join},
 * so bytes, FIN and reset wait in the kernel in their order. On its loop's thread. Whoever was
 * given it must do exactly one of {@link #reset}, {@link #close} or join it; after a join only the
 * relay holds the socket.
 */
public final class Leg {
    /**
     * What a seized socket has to say is heard when it is joined; until then epoll is not asked.
     */
    private static final Wire.Watcher SEIZED =
            new Wire.Watcher() {
                @Override
                public void ready(Wire wire, int events) {
                    wire.suspend();
                }

                @Override
                public void failed(Wire wire) {
                    wire.reset();
                }

                @Override
                public void stop(Wire wire) {
                    wire.reset();
                }
            };

    private final Wire wire;
    private final IpPort remote;
    private @Nullable IpPort local;
    private boolean taken;

    private Leg(Wire wire, IpPort remote, @Nullable IpPort local) {
        this.wire = wire;
        this.remote = remote;
        this.local = local;
    }

    /**
     * Seizes a socket that was accepted. For {@code transport}.
     *
     * @param remote the other end
     * @param local this end, or null to ask the socket when somebody wants to know
     */
    public static Leg accepted(Loop loop, Socket socket, IpPort remote, @Nullable IpPort local) {
        return new Leg(new Wire(loop, socket, SEIZED), remote, local);
    }

    /**
     * Seizes a socket that was dialed; the leg has the wire from here on. For {@code transport}.
     */
    public static Leg dialed(Wire wire, IpPort remote) {
        wire.watchedBy(SEIZED);
        return new Leg(wire, remote, null);
    }

    /** The loop that it belongs to. */
    public Loop loop() {
        return wire.loop();
    }

    /** The other end's address; IPv4 for an IPv4 peer, also on a socket of IPv6. */
    public IpPort remote() {
        return remote;
    }

    /**
     * This end's address: for a client leg the address and port that it came to. A system call the
     * first time, if the listener's own address did not tell; {@code 0.0.0.0:0} if it is asked for
     * the first time when the socket has been closed.
     */
    public IpPort local() {
        var known = local;
        if (known == null) {
            var asked = wire.isClosed() ? null : wire.socket().localAddress();
            known = asked == null ? new IpPort(Ip.ANY_V4, 0) : IpPort.of(asked);
            local = known;
        }
        return known;
    }

    /**
     * Ends it at once with a reset: a refusal that no client takes for an empty answer. Does
     * nothing if it is closed already.
     *
     * @throws IllegalStateException if it was joined
     */
    public void reset() {
        requireMine();
        wire.reset();
    }

    /**
     * Ends it in order, with a FIN. Does nothing if it is closed already.
     *
     * @throws IllegalStateException if it was joined
     */
    public void close() {
        requireMine();
        wire.close();
    }

    /** Whether it is closed: by its owner, by the relay, or because the loop stopped. */
    public boolean isClosed() {
        return wire.isClosed();
    }

    /** Whether the relay has it: then it is nobody else's to end. */
    public boolean isJoined() {
        return taken;
    }

    Wire wire() {
        return wire;
    }

    /** Hands the socket over, once. */
    Wire take() {
        requireMine();
        taken = true;
        return wire;
    }

    private void requireMine() {
        wire.loop().requireInLoop();
        if (taken) {
            throw new IllegalStateException("the relay has this leg");
        }
    }

    @Override
    public String toString() {
        return remote.toString();
    }
}
