package io.penstock.relay;

import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.penstock.linux.Sends;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop as the relay sees it: the thread that all sockets on it belong to, the one buffer
 * that all of them read into, and the coarse wheel of their deadlines. Made once for each event
 * loop. Everything but {@link #execute}, {@link #tryExecute}, {@link #inLoop}, {@link #heldBytes}
 * and {@link #sockets} is for the loop's own thread.
 */
public final class Loop {
    private static final Logger log = LoggerFactory.getLogger(Loop.class);

    private static final long TICK_NANOS = 1_000_000_000;

    private static final VarHandle SOCKETS = handle("sockets", int.class);

    private final IoEventLoop executor;
    private final LongSupplier nanos;
    private final long tickNanos;
    private final Memory memory = new Memory();
    private final Optional<? extends Sends> sends;
    private final Outbox outbox;
    private final Wheel wheel = new Wheel();
    private final ArrayList<Wire> wires = new ArrayList<>(); // each knows its place
    private final ScheduledFuture<?> ticking;
    private final Runnable endRound = this::endRound;
    private boolean roundEnds;
    private long round;
    private boolean closed;
    private int sockets;

    Loop(
            IoEventLoop executor,
            Optional<? extends Sends> sends,
            LongSupplier nanos,
            long tickNanos) {
        this.executor = executor;
        this.sends = sends;
        this.outbox = new Outbox(this, sends);
        this.nanos = nanos;
        this.tickNanos = tickNanos;
        this.ticking =
                executor.scheduleWithFixedDelay(
                        () -> guarded(this::advance), tickNanos, tickNanos, TimeUnit.NANOSECONDS);
    }

    /** The same where each write is a system call. */
    public static Loop on(IoEventLoop executor) {
        return on(executor, Optional.empty());
    }

    /**
     * The loop of a Netty event loop on epoll. Whoever makes it closes it, on the loop.
     *
     * @param sends for small writes; the loop's from here on, which closes it
     * @throws IllegalArgumentException if the event loop does not run on epoll
     */
    public static Loop on(IoEventLoop executor, Optional<? extends Sends> sends) {
        if (!executor.isCompatible(EpollIoHandle.class)) {
            throw new IllegalArgumentException("not an event loop on epoll: " + executor);
        }
        return new Loop(executor, sends, System::nanoTime, TICK_NANOS);
    }

    /** The event loop itself, for those who open channels of Netty's on it. Any thread. */
    public IoEventLoop eventLoop() {
        return executor;
    }

    /**
     * Runs a task on the loop, after what it is doing now. Any thread.
     *
     * @throws RejectedExecutionException if the loop has stopped
     */
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /**
     * The same, where the loop may have stopped already. Any thread.
     *
     * @return false if it has: the task will not run, and every socket of the loop is closed
     */
    public boolean tryExecute(Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Whether the calling thread is the loop's. */
    public boolean inLoop() {
        return executor.inEventLoop();
    }

    /**
     * Runs a task on the loop after a delay: for what needs more precision than {@link Limits}.
     *
     * @return a way to call it off; that does nothing once it has run
     */
    public Delay after(long delayNanos, Runnable task) {
        var future = executor.schedule(() -> guarded(task), delayNanos, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    /** A task that is to run later. */
    @FunctionalInterface
    public interface Delay {
        /** Calls it off. On the loop. */
        void cancel();
    }

    /**
     * Memory held for bytes that a socket would not take yet, or that were read ahead, by capacity.
     * Any thread.
     */
    public long heldBytes() {
        return memory.held();
    }

    /** How many sockets there are on the loop, listening ones too. Any thread. */
    public int sockets() {
        return (int) SOCKETS.getOpaque(this);
    }

    /** Whether {@link #close} was called: no socket can be added any more. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Ends every socket on the loop: relays as ABORTED, legs with a reset. On the loop. A second
     * call does nothing.
     */
    public void close() {
        requireInLoop();
        if (closed) {
            return;
        }
        closed = true;
        ticking.cancel(false);
        for (var wire : List.copyOf(wires)) {
            wire.stop();
        }
        outbox.closeNow(); // and nothing goes out any more
        memory.release();
        sends.ifPresent(Sends::close);
    }

    /** Throws where the calling thread is not the loop's. */
    public void requireInLoop() {
        if (!inLoop()) {
            throw new IllegalStateException("this is for the loop's own thread");
        }
    }

    Wheel wheel() {
        return wheel;
    }

    /** So many ticks that at least the given time has passed once they are over. */
    public long ticks(long nanoseconds) {
        return Math.ceilDiv(nanoseconds, tickNanos) + 1;
    }

    /** The tick it is: a second's count, for deadlines that need no more precision. */
    public long tick() {
        return wheel.now();
    }

    /** A monotonic clock. */
    public long nanoTime() {
        return nanos.getAsLong();
    }

    /**
     * Gives descriptors back that would be given back at the end of this round of events: for who
     * has run out of them. On the loop.
     *
     * @return whether there were any
     */
    public boolean spareDescriptors() {
        return outbox.closeNow() > 0;
    }

    Outbox outbox() {
        return outbox;
    }

    /** The memory that every socket of the loop reads to; valid until the loop closes. */
    public Memory memory() {
        return memory;
    }

    /**
     * Counts the rounds of events in which a socket was taken into epoll. All events of one round
     * were there before any of it was handled.
     */
    long round() {
        return round;
    }

    /** Takes a socket into epoll. */
    IoRegistration register(Wire wire) {
        if (!roundEnds) {
            roundEnds = true;
            executor.execute(endRound); // tasks come after the events
        }
        var registered = executor.register(wire);
        if (!registered.isSuccess()) {
            throw new IllegalStateException("the event loop takes no socket", registered.cause());
        }
        return registered.getNow();
    }

    private void endRound() {
        roundEnds = false;
        round++;
    }

    void add(Wire wire) {
        if (closed) {
            throw new IllegalStateException("the loop is closed");
        }
        wire.place = wires.size();
        wires.add(wire);
        SOCKETS.setOpaque(this, sockets + 1);
    }

    void remove(Wire wire) {
        var last = wires.removeLast();
        if (last != wire) {
            wires.set(wire.place, last);
            last.place = wire.place;
        }
        SOCKETS.setOpaque(this, sockets - 1);
    }

    /** The executor would keep a task's exception to itself, and never run a repeated one again. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("a task of an event loop failed", e);
        }
    }

    /** One tick a call, also after a pause: what a slow loop did late is not held against it. */
    private void advance() {
        wheel.advance(wheel.now() + 1);
    }

    private static VarHandle handle(String field, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(Loop.class, field, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
