package io.penstock.accesslog;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that writes what the lanes hold, many lines at a time. A line that comes after a pause
 * is written at once; those that follow gather for {@link #GATHER_NANOS}, or until one of the lanes
 * has filled a block, since to wake a thread costs more than a line does.
 *
 * <p>Nothing that a destination does ends it: a write that fails costs its lines, which are
 * counted, and one line in the appliance's log when it begins and one when it is over.
 */
final class Writer {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Lanes lanes;
    private final LongAdder dropped;
    private final LongAdder written = new LongAdder();
    private final Queue<Optional<Sink>> switches = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private final AtomicInteger inHand = new AtomicInteger(); // lines, taken and not written yet
    private volatile boolean closing;
    private volatile boolean idle; // nothing waited when it looked, so the next line must wake it

    // On the thread only:
    private Optional<Sink> current;
    private boolean writing = true; // the last write went well, or there was none
    private boolean looking = true; // the same of looks
    private long lookedAt = System.nanoTime();

    Writer(Lanes lanes, LongAdder dropped, Optional<Sink> sink) {
        this.lanes = lanes;
        this.dropped = dropped;
        this.current = sink;
        this.thread = Thread.ofPlatform().daemon().name("penstock-access-log").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** From the next batch on; the thread closes the old destination, and this one in its turn. */
    void switchTo(Optional<Sink> sink) {
        switches.add(sink);
    }

    long written() {
        return written.sum();
    }

    /** A line has come. Any thread, behind the line itself. */
    void came() {
        if (idle) {
            idle = false; // whoever sees it so wakes it; twice does no harm
            wake();
        }
    }

    /** Does not wait any longer for lines to gather. Any thread. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /** Gives the thread that long to write what waits. */
    void close(Duration patience) {
        closing = true;
        wake();
        try {
            if (!thread.join(patience)) {
                LOG.warn("access log: the destination takes nothing; dropping what is queued");
                dropped.add(inHand.get() + lines(lanes.takeAll()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closing) {
            boolean any = round();
            rest(any);
        }
        var _ = round(); // what came up to now
        current.ifPresent(Writer::close);
    }

    /** Writes what waits; false if there was nothing. */
    private boolean round() {
        var batch = lanes.takeAll();
        boolean any = !batch.isEmpty();
        inHand.set(lines(batch));
        followSwitches(); // after taking: a line that was told after a switch follows it
        look();
        for (var block = batch.poll(); block != null; block = batch.poll()) {
            write(block);
            inHand.addAndGet(-block.lines());
            lanes.giveBack(block);
        }
        return any;
    }

    private void rest(boolean any) {
        if (any) {
            LockSupport.parkNanos(this, GATHER_NANOS);
            return;
        }
        idle = true;
        if (!lanes.haveAny() && !closing) { // else it came before anybody could know
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
        idle = false;
    }

    private void followSwitches() {
        for (var next = switches.poll(); next != null; next = switches.poll()) {
            current.ifPresent(Writer::close);
            current = next;
            writing = true;
            looking = true;
        }
    }

    private void look() {
        long now = System.nanoTime();
        if (current.isEmpty() || now - lookedAt < LOOK_NANOS) {
            return;
        }
        lookedAt = now;
        try {
            current.get().look();
            looking = true;
        } catch (IOException | RuntimeException e) {
            if (looking) {
                LOG.warn(
                        "access log: cannot open its file anew, writing to the old: {}",
                        e.toString());
            }
            looking = false;
        }
    }

    private void write(Block block) {
        if (block.lost() > 0) {
            dropped.add(block.lost());
            LOG.error("access log: {} lines are lost", block.lost(), block.fault());
        }
        if (current.isEmpty() || block.lines() == 0) {
            return;
        }
        try {
            block.writeTo(current.get(), !writing);
            written.add(block.lines());
            if (!writing) {
                LOG.info("access log: writing works again");
            }
            writing = true;
        } catch (IOException | RuntimeException e) { // a fault of ours must not end the log
            dropped.add(block.lines());
            if (writing) {
                LOG.warn("access log: cannot write, dropping lines: {}", e.toString());
            }
            writing = false;
        }
    }

    private static int lines(Collection<Block> blocks) {
        return blocks.stream().mapToInt(Block::lines).sum();
    }

    private static void close(Sink sink) {
        try {
            sink.close();
        } catch (IOException e) {
            LOG.warn("access log: closing failed: {}", e.toString());
        }
    }
}
