package io.penstock.relay;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bare socket in the epoll of its loop: the only place that talks to Netty's registration, and
 * so the place of its rules. For {@code transport} and {@code relay}; others see a {@link Leg}. On
 * the loop's thread. Whoever makes one closes it, or hands it on.
 *
 * <ul>
 *   <li>Interest in nothing is a bit that epoll never reports, not {@code NONE}: Netty 4.2.18 takes
 *       a socket out of epoll for {@code NONE} and cannot put it in again.
 *   <li>RDHUP is never asked for, so a FIN comes in its place in the stream, by a read.
 *   <li>Nothing escapes {@link #handle}: the event loop answers an exception with a second's sleep.
 *   <li>An event may be one of a socket that had the same number and was closed in the same round,
 *       so a watcher asks the socket before it believes an error or a hang-up.
 * </ul>
 */
public final class Wire implements EpollIoHandle {
    /** Something to read, or the end. */
    public static final int IN = 0x1;

    /** Room to write, or connected. */
    public static final int OUT = 0x4;

    /** An error waits in {@link #takeError}. */
    public static final int ERR = 0x8;

    /** Both directions are shut. Cannot be left out, and comes again as long as it lasts. */
    public static final int HUP = 0x10;

    /** {@link #read}: the end of the stream. */
    public static final int END = -1;

    /** {@link #read} and {@link #write}: the other end is gone; the error is used up by that. */
    public static final int GONE = -2;

    /** Where a TCP connection stands, as far as it matters here. */
    public enum State {
        /** The handshake is not over. */
        CONNECTING,
        /** At least one direction is open. */
        OPEN,
        /** Both FINs are on their way or there: all that will ever come has come. */
        SHUT,
        /** Nothing is left of the connection but what lies in the receive queue. */
        CLOSED
    }

    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;

    private static final EpollIoOps NOTHING = EpollIoOps.valueOf(0x400); // EPOLLMSG
    private static final EpollIoOps READ = EpollIoOps.valueOf(IN);
    private static final EpollIoOps WRITE = EpollIoOps.valueOf(OUT);
    private static final EpollIoOps BOTH = EpollIoOps.valueOf(IN | OUT);

    private static final Logger log = LoggerFactory.getLogger(Wire.class);

    /** Who is told of a socket's events. On the loop. */
    public interface Watcher {
        /** There are events: {@link #IN}, {@link #OUT}, {@link #ERR}, {@link #HUP}. */
        void ready(Wire wire, int events);

        /** {@link #ready} threw: a fault of ours. The log has it; end what hangs on the socket. */
        void failed(Wire wire);

        /** The loop stops: end what hangs on the socket. */
        default void stop(Wire wire) {
            failed(wire);
        }
    }

    private final Loop loop;
    private final Socket socket;
    private Watcher watcher;
    private @Nullable IoRegistration registration;
    private int interest = -1;
    private boolean left;
    private boolean closed;
    private boolean gone;

    /**
     * Takes charge of a socket. It is not in epoll before {@link #want} is called.
     *
     * @throws IllegalStateException if the loop is closed; the socket is then the caller's still
     */
    public Wire(Loop loop, Socket socket, Watcher watcher) {
        loop.requireInLoop();
        this.loop = loop;
        this.socket = socket;
        this.watcher = watcher;
        loop.add(this);
    }

    /** The socket, for options. */
    public Socket socket() {
        return socket;
    }

    /** Its loop. */
    public Loop loop() {
        return loop;
    }

    void watchedBy(Watcher next) {
        watcher = next;
    }

    /** Asks for {@link #IN}, {@link #OUT}, both or neither. Nothing once it has left or closed. */
    public void want(int events) {
        if (events == interest || left || closed) {
            return;
        }
        var current = registration;
        if (current == null) {
            current = loop.register(this);
            registration = current;
        }
        interest = events;
        current.submit(
                switch (events) {
                    case 0 -> NOTHING;
                    case IN -> READ;
                    case OUT -> WRITE;
                    default -> BOTH;
                });
    }

    /** Out of epoll for good, open as it is. */
    public void leave() {
        left = true;
        if (registration != null) {
            registration.cancel();
        }
    }

    /**
     * Takes the socket out of epoll until the next {@link #want}. What it had to say comes then.
     */
    void suspend() {
        if (registration != null) {
            registration.cancel();
            registration = null;
            interest = -1;
        }
    }

    /** Whether it {@link #leave left}. */
    public boolean hasLeft() {
        return left;
    }

    /** Reads to the loop's buffer: bytes, 0 for nothing there, {@link #END} or {@link #GONE}. */
    public int read(int at, int most) {
        try {
            return socket.recvAddress(loop.memory().address(), at, at + most);
        } catch (IOException | NotYetConnectedException e) {
            return GONE;
        }
    }

    /** Writes from memory: the bytes taken, or {@link #GONE}. */
    public int write(long address, int from, int to) {
        try {
            return socket.sendAddress(address, from, to);
        } catch (IOException | NotYetConnectedException e) {
            return GONE;
        }
    }

    /** Sends a FIN; false if the other end is gone. */
    public boolean finish() {
        try {
            socket.shutdown(false, true);
            return true;
        } catch (IOException | NotYetConnectedException e) {
            return false;
        }
    }

    /** The pending error (errno), which is thereby taken away; 0 for none. */
    public int takeError() {
        try {
            return socket.getSoError();
        } catch (IOException e) {
            throw new IllegalStateException("an open socket has SO_ERROR", e);
        }
    }

    /** The other end is known to be gone, and the kernel will not say so again. */
    public void markGone() {
        gone = true;
    }

    /** Whether it was {@link #markGone marked gone}. */
    public boolean isGone() {
        return gone;
    }

    /** Asks the kernel (TCP_INFO, whose first byte is the state of include/net/tcp_states.h). */
    public State state() {
        var info = loop.scratch();
        try {
            socket.getRawOpt(IPPROTO_TCP, TCP_INFO, info);
        } catch (IOException e) {
            throw new IllegalStateException("an open TCP socket has TCP_INFO", e);
        }
        return switch (info.get(0)) {
            case 2, 3 -> State.CONNECTING; // SYN_SENT, SYN_RECV
            case 7 -> State.CLOSED; // CLOSE
            case 9, 11 -> State.SHUT; // LAST_ACK, CLOSING
            default -> State.OPEN;
        };
    }

    /** Lets go of the socket as a reset, which also throws away what is not sent. */
    public void reset() {
        if (closed) {
            return;
        }
        try {
            socket.setSoLinger(0);
        } catch (IOException e) {
            log.debug("no linger on {}", socket, e);
        }
        close();
    }

    /** Whether {@link #close} or {@link #reset} was called. */
    public boolean isClosed() {
        return closed;
    }

    /** Lets go of the socket: what is not sent goes out, then a FIN. A second call does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        loop.remove(this);
        try {
            socket.close();
        } catch (IOException e) {
            log.debug("closing {}", socket, e);
        }
        if (registration != null) {
            registration.cancel();
        }
    }

    void stop() {
        watcher.stop(this);
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
        try {
            if (!closed) {
                watcher.ready(this, ((EpollIoEvent) event).ops().value());
            }
        } catch (RuntimeException | Error e) {
            log.error("event {} on {} failed", event, socket, e);
            giveUp();
        }
    }

    /** What cleans up may fail as well, and that must not escape either. */
    private void giveUp() {
        try {
            watcher.failed(this);
        } catch (RuntimeException | Error e) {
            log.error("ending {} after that failed too: it is reset", socket, e);
            reset();
        }
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public String toString() {
        return socket.toString();
    }
}
