package io.penstock.accesslog;

import io.penstock.passage.ConnectionRecord;
import io.penstock.passage.RequestRecord;
import io.penstock.passage.Told;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that formats records and writes them, many at a time. Nothing that a destination does
 * ends it: a write that fails costs its lines, which are counted, and one line in the appliance's
 * log when it begins and one when it is over.
 */
final class Writer {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int BATCH = 512;
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final BlockingQueue<Told> queue;
    private final LongAdder dropped;
    private final LongAdder written = new LongAdder();
    private final Queue<Optional<Sink>> switches = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean closing;

    // On the thread only:
    private final List<Told> batch = new ArrayList<>(BATCH);
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private Optional<Sink> current;
    private boolean writing = true; // the last write went well, or there was none
    private boolean looking = true; // the same of looks
    private long lookedAt = System.nanoTime();

    Writer(BlockingQueue<Told> queue, LongAdder dropped, Optional<Sink> sink) {
        this.queue = queue;
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

    /** Gives the thread that long to write what is queued. */
    void close(Duration patience) {
        closing = true;
        thread.interrupt(); // it may wait for a record
        try {
            if (!thread.join(patience)) {
                LOG.warn("access log: the destination takes nothing; dropping what is queued");
                dropped.add(queue.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closing || !queue.isEmpty()) {
            try {
                takeBatch();
                followSwitches();
                look();
                writeBatch();
            } catch (RuntimeException e) { // a fault of ours must not end the log
                LOG.error("access log: {} lines are lost", batch.size(), e);
                dropped.add(batch.size());
            }
            batch.clear();
        }
        followSwitches();
        current.ifPresent(Writer::close);
    }

    private void takeBatch() {
        try {
            var first = queue.poll(closing ? 0 : LOOK_NANOS, TimeUnit.NANOSECONDS);
            if (first != null) {
                batch.add(first);
                queue.drainTo(batch, BATCH - 1);
            }
        } catch (InterruptedException e) {
            // Only close() interrupts, and it has set closing: the loop's condition sees it.
        }
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
        } catch (IOException e) {
            if (looking) {
                LOG.warn(
                        "access log: cannot open its file anew, writing to the old: {}",
                        e.toString());
            }
            looking = false;
        }
    }

    private void writeBatch() {
        if (batch.isEmpty() || current.isEmpty()) {
            return;
        }
        lines.reset();
        if (!writing) {
            lines.write('\n'); // the write that failed may have left half a line
        }
        for (var record : batch) {
            switch (record) {
                case ConnectionRecord connection -> Line.append(connection, lines);
                case RequestRecord request -> RequestLine.append(request, lines);
            }
        }
        try {
            current.get().write(lines.toByteArray());
            written.add(batch.size());
            if (!writing) {
                LOG.info("access log: writing works again");
            }
            writing = true;
        } catch (IOException e) {
            dropped.add(batch.size());
            if (writing) {
                LOG.warn("access log: cannot write, dropping lines: {}", e.toString());
            }
            writing = false;
        }
    }

    private static void close(Sink sink) {
        try {
            sink.close();
        } catch (IOException e) {
            LOG.warn("access log: closing failed: {}", e.toString());
        }
    }
}
