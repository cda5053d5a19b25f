package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import io.penstock.linux.SystemCallException;
import io.penstock.linux.TcpSocket;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import org.jspecify.annotations.Nullable;

/**
 * One connected socket that is <em>seized</em>: nothing is read from it until {@link Relay#join},
 * so bytes, FIN and reset wait in the kernel in their order. The exception is {@link #hear}: what
 * it reads is kept, and goes to the other leg first of all. On its loop's thread. Whoever was given
 * it must do exactly one of {@link #reset}, {@link #close} or join it; after a join only the relay
 * holds the socket.
 */
public final class Leg {
    /** What a seized socket has to say is kept by its wire, and heard when it is joined. */
    private static final Watcher SEIZED =
            new Watcher() {
                @Override
                public void ready(Wire wire, int events) {
                    throw new IllegalStateException("nobody watches a seized socket");
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

    /** Takes in what a leg says first. On the loop. */
    public interface Hearer {
        /**
         * More has come.
         *
         * @param soFar all that is kept, for the time of this call; not to be changed
         * @return whether it takes more to understand it
         */
        boolean needsMore(ByteBuf soFar);

        /** Nothing more will be heard; told once. The leg is still the owner's to end. */
        void over(Silence why);
    }

    /** Why a leg is not heard any more. */
    public enum Silence {
        /** The hearer needs no more. What comes next waits in the kernel. */
        ENOUGH,
        /** The other end has sent its FIN. */
        ENDED,
        /** The other end is gone. */
        GONE,
        /** A fault of Penstock's own, or the loop has stopped: the leg is closed. */
        CLOSED
    }

    private final Wire wire;
    private final IpPort remote;
    private @Nullable IpPort local;
    private @Nullable Early early;
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
    public static Leg accepted(Loop loop, TcpSocket socket, IpPort remote, @Nullable IpPort local) {
        return new Leg(new Wire(loop, socket, SEIZED), remote, local);
    }

    /**
     * Seizes a socket that was dialed; the leg has the wire from here on. For {@code transport}.
     */
    public static Leg dialed(Wire wire, IpPort remote) {
        wire.suspend();
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
            known = ask();
            local = known;
        }
        return known;
    }

    private IpPort ask() {
        try {
            return wire.isClosed() ? new IpPort(Ip.ANY_V4, 0) : wire.socket().local();
        } catch (SystemCallException e) {
            throw new IllegalStateException("an open socket has an address", e);
        }
    }

    /**
     * Ends it at once with a reset: a refusal that no client takes for an empty answer. Does
     * nothing if it is closed already.
     *
     * @throws IllegalStateException if it was joined
     */
    public void reset() {
        requireMine();
        forget();
        wire.reset();
    }

    /**
     * Ends it in order, with a FIN. Does nothing if it is closed already.
     *
     * @throws IllegalStateException if it was joined
     */
    public void close() {
        requireMine();
        forget();
        wire.close();
    }

    /**
     * Begins to read ahead, and keeps what it reads. What was kept before is offered first, perhaps
     * before this returns. How much is kept is for the hearer to bound: a call adds at most {@value
     * Early#PORTION_BYTES} bytes.
     *
     * @throws IllegalStateException if it was joined
     */
    public void hear(Hearer hearer) {
        requireMine();
        if (early == null) {
            early = new Early(wire);
        }
        early.hear(hearer);
    }

    /** Stops reading ahead; the hearer is told nothing any more. What is kept stays. */
    public void hearNoMore() {
        requireMine();
        if (early != null) {
            early.stop();
        }
    }

    /** Takes away the first bytes of what is kept: they were for Penstock. */
    public void skip(int bytes) {
        requireMine();
        if (early != null) {
            early.skip(bytes);
        }
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

    /**
     * What was read ahead, first of all that it has to say; whoever takes it drops it. Null for
     * nothing. For whoever took the socket with {@link #takenBy}.
     */
    public @Nullable ByteBuf takeEarly() {
        var mine = early;
        early = null;
        return mine == null ? null : mine.take();
    }

    private void forget() {
        if (early != null) {
            early.drop();
        }
    }

    /**
     * Hands the socket over, once: from here on it is the watcher's to end. For {@code http}.
     *
     * @throws IllegalStateException if it was taken before
     */
    public Wire takenBy(Watcher watcher) {
        var mine = take();
        mine.watchedBy(watcher);
        return mine;
    }

    /**
     * Makes a leg again of a socket that was taken from one, so that it can be joined. For {@code
     * http}.
     *
     * @param early what was read from it and nobody has used; the leg drops it. Null for nothing
     */
    public static Leg back(Wire wire, IpPort remote, @Nullable ByteBuf early) {
        wire.suspend();
        var leg = new Leg(wire, remote, null);
        leg.early = new Early(wire, early);
        return leg;
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
