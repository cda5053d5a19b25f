package io.penstock.relay;

import io.penstock.linux.SocketOption;
import io.penstock.linux.SystemCallException;
import io.penstock.linux.TcpSocket;
import java.time.Duration;

/**
 * The socket options that find out whether the other end still lives, and the one against delay. On
 * a listener they are inherited by what it accepts, which costs nothing. A socket that was dialed
 * needs a system call for each, so it gets them when it has lived for a while: most are over by
 * then, and none of them would have done anything yet.
 */
public final class Liveness {
    private static final int IDLE_SECONDS = 60;
    private static final int INTERVAL_SECONDS = 10;
    private static final int PROBES = 6;
    private static final long MARGIN_MILLIS = 10_000;

    /** Before that no keepalive probe and no user timeout would be due. */
    static final long UNWATCHED_NANOS = 10_000_000_000L;

    private Liveness() {}

    /** No delay: a small message goes out while another is not acknowledged. */
    public static void hasten(TcpSocket socket) throws SystemCallException {
        socket.set(SocketOption.NO_DELAY, 1);
    }

    /**
     * Sets keepalive (60 s, then 6 probes 10 s apart) and the user timeout that goes with how long
     * it may be idle.
     *
     * @param socket a TCP socket, connected or not
     */
    public static void watch(TcpSocket socket, Duration idle) throws SystemCallException {
        socket.set(SocketOption.KEEPALIVE, 1);
        socket.set(SocketOption.KEEPALIVE_IDLE, IDLE_SECONDS);
        socket.set(SocketOption.KEEPALIVE_INTERVAL, INTERVAL_SECONDS);
        socket.set(SocketOption.KEEPALIVE_PROBES, PROBES);
        socket.set(SocketOption.USER_TIMEOUT, userTimeoutMillis(idle));
    }

    /**
     * Adapts the user timeout of a watched socket where the idle timeout is not the default one.
     */
    static void adapt(TcpSocket socket, Duration idle) throws SystemCallException {
        if (!idle.equals(Limits.DEFAULT.idle())) {
            socket.set(SocketOption.USER_TIMEOUT, userTimeoutMillis(idle));
        }
    }

    /**
     * Watches a connected socket once it has lived for a while, as {@link Relay} does with its own.
     *
     * @param idle how long it may be idle
     * @param dialed false for one that was accepted, whose listener is watched
     * @return calls it off; whoever lets go of the socket does so
     */
    public static Alarm later(Wire wire, Duration idle, boolean dialed) {
        var loop = wire.loop();
        var alarm =
                new Alarm(
                        loop,
                        _ -> {
                            if (!wire.isClosed()) {
                                now(wire.socket(), idle, dialed);
                            }
                            return Alarm.NEVER;
                        });
        alarm.by(loop.tick() + loop.ticks(UNWATCHED_NANOS));
        return alarm;
    }

    private static void now(TcpSocket socket, Duration idle, boolean dialed) {
        try {
            if (dialed) {
                watch(socket, idle);
            } else {
                adapt(socket, idle);
            }
        } catch (SystemCallException e) {
            throw new IllegalStateException("a TCP socket has a user timeout", e);
        }
    }

    /**
     * A little longer than the idle timeout. The kernel counts this time also against a living
     * reader that pauses with a full window (tcp(7)), so a shorter one would cut off what the idle
     * timeout still allows. Where that is off or far away, 0: the system's own retransmission limit
     * then finds the dead, and keepalive those that are silent.
     */
    static int userTimeoutMillis(Duration idle) {
        long millis = idle.toMillis();
        return millis > Integer.MAX_VALUE - MARGIN_MILLIS ? 0 : (int) (millis + MARGIN_MILLIS);
    }
}
