package io.penstock.relay;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.FileDescriptor;
import io.penstock.linux.SystemCallException;
import io.penstock.linux.TcpSocket;
import io.penstock.net.IpPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bare socket in the epoll of its loop: the only place that talks to Netty's registration, and
 * so, with {@link Readiness}, the place of its rules. For {@code transport}, {@code relay} and
 * {@code http}; others see a {@link Leg}. On the loop's thread. Whoever makes one closes it, or
 * hands it on.
 *
 * <p>A watcher is told of what it wants as long as it lasts. Nothing escapes {@link #handle}: the
 * event loop answers an exception with a second's sleep.
 */
public final class Wire implements EpollIoHandle {
    /** {@link #read}: the end of the stream. */
    public static final int END = -1;

    /** {@link #read} and {@link #write}: the other end is gone; the error is used up by that. */
    public static final int GONE = -2;

    private static final Logger log = LoggerFactory.getLogger(Wire.class);

    private final Loop loop;
    private final TcpSocket socket;
    private final Descriptor descriptor;
    private Watcher watcher;
    private final Readiness readiness;
    private final Posting posting;
    int place; // among the wires of the loop, which alone uses it
    private boolean left;
    private boolean closed;
    private boolean gone;

    /**
     * Takes charge of a socket. It is not in epoll before {@link #want} is called.
     *
     * @throws IllegalStateException if the loop is closed; the socket is then the caller's still
     */
    public Wire(Loop loop, TcpSocket socket, Watcher watcher) {
        loop.requireInLoop();
        this.loop = loop;
        this.socket = socket;
        this.descriptor = new Descriptor(socket);
        this.watcher = watcher;
        this.readiness = new Readiness(loop, this);
        this.posting = new Posting(this, loop.outbox());
        loop.add(this);
    }

    /** The socket, for options and its pending error. */
    public TcpSocket socket() {
        return socket;
    }

    /** Its loop. */
    public Loop loop() {
        return loop;
    }

    void watchedBy(Watcher next) {
        watcher = next;
    }

    /**
     * Begins to connect, now or when this round of events is over; {@link Watcher#begun} tells of
     * it, perhaps before this returns.
     */
    public void connect(IpPort to) {
        loop.outbox().connect(this, to);
    }

    void begun(int errno) {
        if (closed) {
            return;
        }
        try {
            watcher.begun(this, errno);
        } catch (RuntimeException | Error e) {
            Guard.failed(this, watcher, "what began to connect could not be watched", e);
        }
    }

    /**
     * Asks for {@link Events#IN}, {@link Events#OUT}, both or neither. Nothing once it has left or
     * closed.
     */
    public void want(int events) {
        if (!left && !closed) {
            readiness.want(events);
        }
    }

    /** Whether there is something to read, as far as the kernel has told. */
    public boolean isReadable() {
        return readiness.has(Events.IN);
    }

    /** Nothing is told until the next {@link #want}. What it had to say is kept until then. */
    void suspend() {
        readiness.suspend();
    }

    /** Nothing is told any more, and the socket stays open: it is read and written unasked. */
    public void leave() {
        left = true;
    }

    /** Whether it {@link #leave left}. */
    public boolean hasLeft() {
        return left;
    }

    /** Reads to the loop's buffer: bytes, 0 for nothing there, {@link #END} or {@link #GONE}. */
    public int read(int at, int most) {
        int bytes = descriptor.receive(loop.memory().address(), at, at + most);
        if (bytes < most) {
            readiness.emptied(bytes);
        }
        return bytes;
    }

    /** Somebody who accepts from the socket himself has found nobody. */
    public void emptied() {
        readiness.emptied(0);
    }

    /** Whether only a FIN stands behind a read that was not filled, as far as is known. */
    boolean isEnding() {
        return readiness.isEnding();
    }

    /** Writes from memory: the bytes taken, or {@link #GONE}. */
    public int write(long address, int from, int to) {
        return wrote(descriptor.send(address, from, to), to - from);
    }

    /** The same if {@link #finish} comes next, which has the last of it go out with the FIN. */
    int writeBeforeFin(long address, int from, int to) {
        return wrote(descriptor.sendBeforeFin(address, from, to), to - from);
    }

    private int wrote(int taken, int bytes) {
        if (taken >= 0 && taken < bytes) {
            readiness.filled();
        }
        return taken;
    }

    /** Whether so many bytes of the loop's buffer may be {@link #put} now. */
    public boolean mayPut(int bytes) {
        return posting.mayAdd(bytes);
    }

    /**
     * Has a part of the loop's buffer go out with what others are given when this round of events
     * is over; {@link Watcher#written} tells of it. Until then only more may be put, or all of it
     * {@link #push pushed}.
     */
    public void put(int from, int to) {
        posting.add(from, to);
    }

    /** Whether something was {@link #put} that has not gone out. */
    public boolean hasPut() {
        return !posting.isEmpty();
    }

    /** Has what was put go out now, and its watcher told. Does nothing if nothing is put. */
    public void push() {
        if (hasPut()) {
            sent(posting.write());
        }
    }

    /** What was put has gone out. */
    void sent(int taken) {
        int bytes = posting.bytes();
        int from = posting.take();
        if (closed) {
            return;
        }
        wrote(taken, bytes);
        try {
            watcher.written(this, from, from + bytes, taken);
        } catch (RuntimeException | Error e) {
            Guard.failed(this, watcher, "what was written could not be counted", e);
        }
    }

    /** Sends a FIN; false if the other end is gone. */
    public boolean finish() {
        return socket.finish() == 0;
    }

    /** The other end is known to be gone, and the kernel will not say so again. */
    public void markGone() {
        gone = true;
    }

    /** Whether it was {@link #markGone marked gone}. */
    public boolean isGone() {
        return gone;
    }

    /** Asks the kernel. */
    public TcpState state() {
        return TcpState.of(socket);
    }

    /** Lets go of the socket as a reset, which also throws away what the kernel has not sent. */
    public void reset() {
        if (closed) {
            return;
        }
        posting.writeLast(); // before it lingers no more
        try {
            socket.resetOnClose();
        } catch (SystemCallException e) {
            log.debug("no linger on {}", socket, e);
        }
        close();
    }

    /** Whether {@link #close} or {@link #reset} was called. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Lets go of the socket: what is not sent goes out, then a FIN. The kernel has it back when
     * this round of events is over. A second call does nothing.
     */
    @Override
    public void close() {
        close(!loop.outbox().takesClose());
    }

    /** The same, and the kernel has it back when this returns: for who would use its address. */
    public void closeNow() {
        close(true);
    }

    private void close(boolean now) {
        if (closed) {
            return;
        }
        posting.writeLast();
        closed = true;
        loop.remove(this);
        if (now) {
            socket.close(); // which takes it out of epoll, so that it need not be cancelled there
        } else {
            loop.outbox().close(socket.release());
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
            Guard.failed(this, watcher, "an event could not be handled", e);
        }
    }

    @Override
    public FileDescriptor fd() {
        return descriptor;
    }

    @Override
    public String toString() {
        return socket.toString();
    }
}
