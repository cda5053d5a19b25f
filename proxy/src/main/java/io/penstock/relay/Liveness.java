package io.penstock.relay;

import io.netty.channel.unix.Socket;
import java.io.IOException;

/**
 * The socket options that find out whether the other end still lives, and the one against delay. On
 * a listener they are inherited by what it accepts, which costs nothing. A socket that was dialed
 * needs a system call for each, so it gets them when it has lived for a while: most are over by
 * then, and none of them would have done anything yet.
 */
public final class Liveness {
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_KEEPINTVL = 5;
    private static final int TCP_KEEPCNT = 6;
    private static final int TCP_USER_TIMEOUT = 18;

    private static final int IDLE_SECONDS = 60;
    private static final int INTERVAL_SECONDS = 10;
    private static final int PROBES = 6;
    private static final long MARGIN_MILLIS = 10_000;

    private Liveness() {}

    /** No delay: a small message goes out while another is not acknowledged. */
    public static void hasten(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
    }

    /**
     * Sets keepalive (60 s, then 6 probes 10 s apart) and the user timeout that goes with the
     * limits.
     *
     * @param socket a TCP socket, connected or not
     */
    public static void watch(Socket socket, Limits limits) throws IOException {
        socket.setKeepAlive(true);
        socket.setIntOpt(IPPROTO_TCP, TCP_KEEPIDLE, IDLE_SECONDS);
        socket.setIntOpt(IPPROTO_TCP, TCP_KEEPINTVL, INTERVAL_SECONDS);
        socket.setIntOpt(IPPROTO_TCP, TCP_KEEPCNT, PROBES);
        socket.setIntOpt(IPPROTO_TCP, TCP_USER_TIMEOUT, userTimeoutMillis(limits));
    }

    /** Adapts the user timeout of a watched socket where the limits are not the default ones. */
    static void adapt(Socket socket, Limits limits) throws IOException {
        if (!limits.idle().equals(Limits.DEFAULT.idle())) {
            socket.setIntOpt(IPPROTO_TCP, TCP_USER_TIMEOUT, userTimeoutMillis(limits));
        }
    }

    /**
     * A little longer than the idle timeout. The kernel counts this time also against a living
     * reader that pauses with a full window (tcp(7)), so a shorter one would cut off what the idle
     * timeout still allows. Where that is off or far away, 0: the system's own retransmission limit
     * then finds the dead, and keepalive those that are silent.
     */
    static int userTimeoutMillis(Limits limits) {
        long idle = limits.idle().toMillis();
        return idle > Integer.MAX_VALUE - MARGIN_MILLIS ? 0 : (int) (idle + MARGIN_MILLIS);
    }
}
