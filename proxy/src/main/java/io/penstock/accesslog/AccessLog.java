package io.penstock.accesslog;

import io.penstock.accesslog.Sink.Opened;
import io.penstock.passage.ConnectionRecord;
import io.penstock.passage.Ledger;
import io.penstock.passage.RequestRecord;
import io.penstock.passage.Told;
import io.penstock.resource.Exposure;
import io.penstock.resource.Subject;
import io.penstock.snapshot.Settings;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * The access log. Event loops put records into a bounded queue; one thread formats and writes them
 * ({@link Writer}). A queue that is full drops the record and counts it: no event loop ever waits.
 */
public final class AccessLog implements Ledger, AutoCloseable {
    /** Some seconds of a busy appliance; a record takes a few hundred bytes. */
    private static final int QUEUE = 16 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final BlockingQueue<Told> queue;
    private final LongAdder dropped = new LongAdder();
    private final OutputStream stdout;
    private final Writer writer;
    private volatile boolean taking;

    private AccessLog(OutputStream stdout, int capacity, Optional<Sink> sink) {
        this.stdout = stdout;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.taking = sink.isPresent();
        this.writer = new Writer(queue, dropped, sink);
    }

    /** What became of opening a log. */
    public sealed interface Start {
        /** It takes records; who started it must close it. */
        record Taking(AccessLog log) implements Start {}

        /** The destination cannot be written to; a sentence says why and what would be right. */
        record Refused(String problem) implements Start {}
    }

    /**
     * Starts a log.
     *
     * @param stdout written to where the settings say so, never closed; it must throw what fails,
     *     as a {@code PrintStream} does not
     */
    public static Start start(Settings.AccessLog to, OutputStream stdout) {
        return switch (open(to, stdout)) {
            case Destination.To(var sink) -> new Start.Taking(start(stdout, QUEUE, sink));
            case Destination.Refused(var problem) -> new Start.Refused(problem);
        };
    }

    static AccessLog start(OutputStream stdout, int capacity, Optional<Sink> sink) {
        var log = new AccessLog(stdout, capacity, sink);
        log.writer.start();
        return log;
    }

    private sealed interface Destination {
        record To(Optional<Sink> sink) implements Destination {}

        record Refused(String problem) implements Destination {}
    }

    private static Destination open(Settings.AccessLog to, OutputStream stdout) {
        return switch (to) {
            case Settings.AccessLog.Stdout() ->
                    new Destination.To(Optional.of(new StreamSink(stdout)));
            case Settings.AccessLog.Off() -> new Destination.To(Optional.empty());
            case Settings.AccessLog.File(var path) ->
                    switch (Sink.file(path)) {
                        case Opened.Open(var sink) -> new Destination.To(Optional.of(sink));
                        case Opened.Refused(var problem) -> new Destination.Refused(problem);
                    };
        };
    }

    /**
     * Writes to another destination from now on; what is queued goes there too. Where it cannot be
     * opened, the old one stays. Not on an event loop: it opens a file.
     *
     * @return what is wrong with the new destination
     */
    public Optional<String> switchTo(Settings.AccessLog to) {
        return switch (open(to, stdout)) {
            case Destination.To(var sink) -> {
                writer.switchTo(sink);
                taking = sink.isPresent();
                yield Optional.empty();
            }
            case Destination.Refused(var problem) -> Optional.of(problem);
        };
    }

    @Override
    public void opened(Subject subject) {
        // A connection is told once, at its end.
    }

    @Override
    public void connected(Exposure exposure, long connectNanos) {
        // A connection is told once, at its end.
    }

    @Override
    public void waited(Exposure exposure) {
        // A request is told once, at its end.
    }

    @Override
    public void ended(ConnectionRecord record) {
        queue(record);
    }

    @Override
    public void ended(RequestRecord record) {
        queue(record);
    }

    private void queue(Told record) {
        if (taking && !queue.offer(record)) {
            dropped.increment();
        }
    }

    /** Lines written since the start. Any thread. */
    public long written() {
        return writer.written();
    }

    /** Lines that could not be written: the queue was full, or writing failed. Any thread. */
    public long dropped() {
        return dropped.sum();
    }

    /**
     * Takes no more records, writes what is queued and closes the destination, within two seconds;
     * what is left then counts as dropped. Not on an event loop.
     */
    @Override
    public void close() {
        taking = false;
        writer.close(PATIENCE);
    }
}
