package io.penstock.relay;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bare socket in the epoll of its loop: the only place that talks to Netty's registration, and
 * so, with {@link Readiness}, the place of its rules. For {@code transport} and {@code relay};
 * others see a {@link Leg}. On the loop's thread. Whoever makes one closes it, or hands it on.
 *
 * <p>A watcher is told of what it wants as long as it lasts. Nothing escapes {@link #handle}: the
 * event loop answers an exception with a second's sleep.
 */
public final class Wire implements EpollIoHandle {
    /** Something to read, or the end. */
    public static final int IN = 0x1;

    /** Room to write, or connected. */
    public static final int OUT = 0x4;

    /** An error waits in {@link #takeError}. */
    public static final int ERR = 0x8;

    /** Both directions are shut. Cannot be left out. */
    public static final int HUP = 0x10;

    /** {@link #read}: the end of the stream. */
    static final int END = -1;

    /** {@link #read} and {@link #write}: the other end is gone; the error is used up by that. */
    static final int GONE = -2;

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

    private static final Logger log = LoggerFactory.getLogger(Wire.class);

    /** Who is told of a socket's events. On the loop. */
    public interface Watcher {
        /**
         * There are events: {@link #IN} and {@link #OUT} if they are wanted, {@link #ERR} and
         * {@link #HUP} once for each time that they happen.
         */
        void ready(Wire wire, int events);

        /** {@link #ready} threw: a fault of ours. The log has it; end what hangs on the socket. */
        void failed(Wire wire);

        /** The loop stops: end what hangs on the socket. */
        void stop(Wire wire);
    }

    private final Loop loop;
    private final Socket socket;
    private Watcher watcher;
    private final Readiness readiness;
    int place; // among the wires of the loop, which alone uses it
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
        this.readiness = new Readiness(loop, this);
        loop.add(this);
    }

    /** The socket, for options. */
    public Socket socket() {
        return socket;
    }

    Loop loop() {
        return loop;
    }

    void watchedBy(Watcher next) {
        watcher = next;
    }

    /** Asks for {@link #IN}, {@link #OUT}, both or neither. Nothing once it has left or closed. */
    public void want(int events) {
        if (!left && !closed) {
            readiness.want(events);
        }
    }

    /** Whether there is something to read, as far as the kernel has told. */
    boolean isReadable() {
        return readiness.has(IN);
    }

    /** Nothing is told until the next {@link #want}. What it had to say is kept until then. */
    void suspend() {
        readiness.suspend();
    }

    /** Nothing is told any more, and the socket stays open: it is read and written unasked. */
    void leave() {
        left = true;
    }

    boolean hasLeft() {
        return left;
    }

    /** Reads to the loop's buffer: bytes, 0 for nothing there, {@link #END} or {@link #GONE}. */
    int read(int most) {
        try {
            int bytes = socket.recvAddress(loop.bufferAddress(), 0, most);
            if (bytes < most) {
                readiness.emptied(bytes);
            }
            return bytes;
        } catch (IOException | NotYetConnectedException e) {
            readiness.emptied(GONE);
            return GONE;
        }
    }

    /** Somebody who accepts from the socket himself has found nobody. */
    public void emptied() {
        readiness.emptied(0);
    }

    /** Writes from memory: the bytes taken, or {@link #GONE}. */
    int write(long address, int from, int to) {
        try {
            int taken = socket.sendAddress(address, from, to);
            if (taken < to - from) {
                readiness.filled();
            }
            return taken;
        } catch (IOException | NotYetConnectedException e) {
            return GONE;
        }
    }

    /** Sends a FIN; false if the other end is gone. */
    boolean finish() {
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

    boolean isGone() {
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
        readiness.cancel();
    }

    void stop() {
        watcher.stop(this);
    }

    @Override
    public void handle(IoRegistration from, IoEvent event) {
        if (closed || left) {
            return;
        }
        try {
            int news = readiness.hear(((EpollIoEvent) event).ops().value());
            if (news != 0) {
                watcher.ready(this, news);
            }
            if (!closed && !left) {
                readiness.settle();
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
