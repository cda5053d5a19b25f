package io.penstock.accesslog;

import static java.util.OptionalLong.empty;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.accesslog.AccessLog.Start;
import io.penstock.passage.CloseReason;
import io.penstock.passage.ClosedBy;
import io.penstock.passage.ConnectionRecord;
import io.penstock.snapshot.Settings;
import io.penstock.testing.Awaits;
import io.penstock.testing.Records;
import io.penstock.testing.Zigi;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
    private static final int BLOCKS = 3;
    private static final int EACH = 10_000;

    @TempDir Path directory;

    private final ConnectionRecord record =
            Records.relayed(
                    new Zigi().snapshot(1).catalog().exposures().getFirst(),
                    CloseReason.CLOSED,
                    ClosedBy.CLIENT);

    @Test
    void writesALineForEachConnection() {
        var out = new ByteArrayOutputStream();
        try (var log = taking(AccessLog.start(new Settings.AccessLog.Stdout(), out))) {
            for (int i = 0; i < 2000; i++) {
                log.ended(record);
            }
            Awaits.until("all are written", () -> log.written() == 2000);

            assertThat(log.dropped()).isZero();
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(2000);
    }

    @Test
    void writesManyLinesAtATime() {
        var writes = new AtomicInteger();
        var sink = new CountingSink(writes);
        try (var log = AccessLog.start(OutputStream.nullOutputStream(), 100, Optional.of(sink))) {
            for (int i = 0; i < 5000; i++) {
                log.ended(record);
            }
            Awaits.until("all are written", () -> log.written() == 5000);
        }
        assertThat(writes).hasValueLessThan(500);
    }

    @Test
    void keepsTheOrderOfEachThreadAndLosesNone() throws InterruptedException {
        var out = new ByteArrayOutputStream();
        var start = new CountDownLatch(1);
        try (var log = AccessLog.start(out, 10_000, Optional.of(new StreamSink(out)))) {
            var threads =
                    IntStream.range(0, 4)
                            .mapToObj(t -> Thread.ofPlatform().start(() -> tell(log, t, start)))
                            .toList();
            start.countDown();
            for (var thread : threads) {
                thread.join();
            }
        }
        var ids = Pattern.compile("\"connectionId\":\"(\\d)-(\\d+)\"");
        var next = new int[4];
        out.toString(StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> {
                    assertThat(line).startsWith("{\"eventTimestamp\":").endsWith("}");
                    var id = ids.matcher(line);
                    assertThat(id.find()).isTrue();
                    int thread = Integer.parseInt(id.group(1));
                    assertThat(id.group(2)).isEqualTo(Integer.toString(next[thread]++));
                });
        assertThat(next).containsOnly(EACH);
    }

    private void tell(AccessLog log, int thread, CountDownLatch start) {
        try {
            start.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        for (int i = 0; i < EACH; i++) {
            log.ended(withId(thread + "-" + i, record.timing()));
        }
    }

    @Test
    void aRecordThatCannotBeALineIsCountedAndCostsNoOther() {
        var beyond = new ConnectionRecord.Timing(Instant.MAX, 1, empty(), empty());
        var out = new ByteArrayOutputStream();
        var log = taking(AccessLog.start(new Settings.AccessLog.Stdout(), out));
        log.ended(record);
        log.ended(withId("beyond", beyond));
        log.ended(record);

        log.close();

        assertThat(log.written()).isEqualTo(2);
        assertThat(log.dropped()).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .noneMatch(line -> line.contains("beyond"));
    }

    private ConnectionRecord withId(String id, ConnectionRecord.Timing timing) {
        return new ConnectionRecord(
                id,
                record.revision(),
                record.subject(),
                record.parties(),
                timing,
                record.decisions(),
                record.outcome());
    }

    @Test
    void dropsAndCountsButNeverWaitsWhileNothingIsTaken() throws InterruptedException {
        var sink = new HeldSink();
        try (var log = AccessLog.start(OutputStream.nullOutputStream(), BLOCKS, held(sink))) {
            log.ended(record);
            sink.entered.await();
            long begin = System.nanoTime();

            for (int i = 0; i < 100_000; i++) {
                log.ended(record);
            }

            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(5));
            long dropped = log.dropped();
            assertThat(dropped).isBetween(99_000L, 99_999L); // two blocks were left
            assertThat(log.written()).isZero();

            sink.release.countDown();
            Awaits.until("what waited is written", () -> log.written() == 100_001 - dropped);
            assertThat(log.dropped()).isEqualTo(dropped);
            log.ended(record);
            Awaits.until("there is room again", () -> log.written() == 100_002 - dropped);
        }
    }

    @Test
    void closesInTimeThoughNothingIsTaken() throws InterruptedException {
        var sink = new HeldSink();
        var log = AccessLog.start(OutputStream.nullOutputStream(), BLOCKS, held(sink));
        log.ended(record);
        sink.entered.await();
        log.ended(record);
        long begin = System.nanoTime();

        log.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
        assertThat(log.dropped()).as("what is being written, and what waits").isEqualTo(2);
        sink.release.countDown();
    }

    @Test
    void countsWhatCouldNotBeWrittenAndGoesOn() throws Exception {
        var lines = new LinkedBlockingQueue<String>();
        var out = new FailingStream(lines);
        try (var log = taking(AccessLog.start(new Settings.AccessLog.Stdout(), out))) {
            out.failing = true;
            log.ended(record);
            Awaits.until("the line is dropped", () -> log.dropped() == 1);

            out.failing = false;
            log.ended(record);

            assertThat(lines.poll(10, TimeUnit.SECONDS)).isEqualTo("{\"eventTime");
            assertThat(lines.poll(10, TimeUnit.SECONDS)).startsWith("\n{\"eventTimestamp");
            assertThat(log.dropped()).isEqualTo(1);
        }
    }

    @Test
    void countsWhatAFullDiskDoesNotTake() throws InterruptedException {
        try (var log = taking(start(Path.of("/dev/full")))) {
            log.ended(record);

            Awaits.until("the line is dropped", () -> log.dropped() == 1);
            assertThat(log.written()).isZero();
        }
    }

    @Test
    void appendsToAFile() throws IOException {
        var file = directory.resolve("access.log");
        Files.writeString(file, "before\n");

        try (var log = taking(start(file))) {
            log.ended(record);
        }

        assertThat(Files.readAllLines(file)).hasSize(2).startsWith("before");
    }

    @Test
    void followsAFileThatWasMovedAway() throws Exception {
        var file = directory.resolve("access.log");
        var moved = directory.resolve("access.log.1");
        try (var log = taking(start(file))) {
            log.ended(record);
            Awaits.until("1 are written", () -> log.written() == 1);

            Files.move(file, moved);
            Awaits.until("there is a new file", () -> Files.exists(file));
            log.ended(record);
        }

        assertThat(Files.readAllLines(moved)).hasSize(1);
        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    @Test
    void goesOnInAFileThatWasCutShort() throws Exception {
        var file = directory.resolve("access.log");
        try (var log = taking(start(file))) {
            log.ended(record);
            Awaits.until("1 are written", () -> log.written() == 1);

            Files.newOutputStream(file).close();
            log.ended(record);
        }

        assertThat(Files.readString(file)).startsWith("{").hasLineCount(1);
    }

    @Test
    void saysWhichDirectoryIsMissing() {
        var start = start(directory.resolve("no/access.log"));

        assertThat(start).isInstanceOf(Start.Refused.class);
        assertThat(((Start.Refused) start).problem())
                .isEqualTo(
                        "appliance.accessLog: there is no directory "
                                + directory.resolve("no")
                                + ": make it, or name another");
    }

    @Test
    void switchesWhileItRuns() throws Exception {
        var first = directory.resolve("first.log");
        var second = directory.resolve("second.log");
        try (var log = taking(start(first))) {
            log.ended(record);
            Awaits.until("1 are written", () -> log.written() == 1);

            assertThat(log.switchTo(new Settings.AccessLog.File(second.toString()))).isEmpty();
            log.ended(record);
            Awaits.until("2 are written", () -> log.written() == 2);

            assertThat(log.switchTo(new Settings.AccessLog.Off())).isEmpty();
            log.ended(record);

            var wrong = directory.resolve("no/third.log").toString();
            assertThat(log.switchTo(new Settings.AccessLog.File(wrong)))
                    .hasValueSatisfying(p -> assertThat(p).contains("there is no directory"));
        }

        assertThat(Files.readAllLines(first)).hasSize(1);
        assertThat(Files.readAllLines(second)).hasSize(1);
    }

    private static Start start(Path file) {
        return AccessLog.start(
                new Settings.AccessLog.File(file.toString()), OutputStream.nullOutputStream());
    }

    private static AccessLog taking(Start start) {
        assertThat(start).isInstanceOf(Start.Taking.class);
        return ((Start.Taking) start).log();
    }

    private static Optional<Sink> held(Sink sink) {
        return Optional.of(sink);
    }

    /** Takes nothing until it is released. */
    private static final class HeldSink implements Sink {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);

        @Override
        public void write(byte[] bytes, int offset, int length) {
            entered.countDown();
            while (true) {
                try {
                    release.await();
                    return;
                } catch (InterruptedException e) {
                    // as a write to a pipe, it does not listen
                }
            }
        }

        @Override
        public void look() {}

        @Override
        public void close() {}
    }

    /** Counts how often it is written to. */
    private record CountingSink(AtomicInteger writes) implements Sink {
        @Override
        public void write(byte[] bytes, int offset, int length) {
            writes.incrementAndGet();
        }

        @Override
        public void look() {}

        @Override
        public void close() {}
    }

    /** Standard output that somebody closes, and opens again. */
    private static final class FailingStream extends OutputStream {
        private final BlockingQueue<String> lines;
        volatile boolean failing;

        FailingStream(BlockingQueue<String> lines) {
            this.lines = lines;
        }

        @Override
        public void write(int b) {
            throw new AssertionError("one byte at a time");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (failing) {
                lines.add(new String(bytes, offset, 11, StandardCharsets.UTF_8));
                throw new IOException("Broken pipe");
            }
            lines.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }
    }
}
