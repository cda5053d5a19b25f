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
import java.util.concurrent.atomic.LongAdder;

/**
 * The access log. Each event loop writes its lines into blocks of bytes ({@link Lane}), which one
 * thread takes and gives to the destination ({@link Writer}). The blocks are bounded; when all are
 * full, lines are dropped and counted: no event loop ever waits.
 */
public final class AccessLog implements Ledger, AutoCloseable {
    /** Some seconds of a busy appliance: some fifteen thousand lines, 12 MiB. */
    private static final int BLOCKS = 192;

    /** The part of the heap that blocks may have where it is small. */
    private static final int SHARE = 16;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Lanes lanes;
    private final LongAdder dropped = new LongAdder();
    private final OutputStream stdout;
    private final Writer writer;
    private volatile boolean taking;

    private AccessLog(OutputStream stdout, int blocks, Optional<Sink> sink) {
        this.stdout = stdout;
        this.lanes = new Lanes(blocks);
        this.taking = sink.isPresent();
        this.writer = new Writer(lanes, dropped, sink);
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
            case Destination.To(var sink) -> new Start.Taking(start(stdout, blocks(), sink));
            case Destination.Refused(var problem) -> new Start.Refused(problem);
        };
    }

    private static int blocks() {
        long share = Runtime.getRuntime().maxMemory() / SHARE / Block.BYTES;
        return Math.toIntExact(Math.clamp(share, 1, BLOCKS));
    }

    static AccessLog start(OutputStream stdout, int blocks, Optional<Sink> sink) {
        var log = new AccessLog(stdout, blocks, sink);
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
     * Writes to another destination from now on; what waits goes there too. Where it cannot be
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
        tell(record);
    }

    @Override
    public void ended(RequestRecord record) {
        tell(record);
    }

    private void tell(Told record) {
        if (!taking) {
            return;
        }
        switch (lanes.mine().add(record)) {
            case WAITS -> writer.came();
            case FILLED -> writer.wake();
            case DROPPED -> dropped.increment();
        }
    }

    /** Lines written since the start. Any thread. */
    public long written() {
        return writer.written();
    }

    /** Lines that could not be written: all blocks were full, or writing failed. Any thread. */
    public long dropped() {
        return dropped.sum();
    }

    /**
     * Takes no more records, writes what waits and closes the destination, within two seconds; what
     * is left then counts as dropped. Not on an event loop.
     */
    @Override
    public void close() {
        taking = false;
        writer.close(PATIENCE);
    }
}
