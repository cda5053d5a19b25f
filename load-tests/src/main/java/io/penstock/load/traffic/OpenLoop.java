package io.penstock.load.traffic;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Requests that are due at fixed times, whatever becomes of the ones before (an open loop). Each
 * connection has every n-th request; one that is due while the one before is not answered waits,
 * and its latency counts from when it was due: so a stall is seen by every request that it hits,
 * not by one (no coordinated omission). One thread, one system call for each of send, receive and
 * wait. Not for use by several threads.
 */
public final class OpenLoop implements AutoCloseable {
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: load\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_EVENTS = 256;
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

    /** {@code struct epoll_event} is packed on x86_64 alone. */
    private static final int EVENT_BYTES = System.getProperty("os.arch").equals("amd64") ? 12 : 16;

    private static final int EVENT_DATA = EVENT_BYTES - 8;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment errno = Linux.errno(arena);
    private final MemorySegment request = arena.allocateFrom(ValueLayout.JAVA_BYTE, REQUEST);
    private final MemorySegment buffer = arena.allocate(64 * 1024);
    private final MemorySegment events = arena.allocate((long) MOST_EVENTS * EVENT_BYTES, 8);
    private final MemorySegment timeout = arena.allocate(16, 8);
    private final int epoll;
    private final int[] sockets;
    private final int[] received;
    private final int[] due;
    private final int[] sent;
    private final int[] answered;
    private int connected;
    private int answerBytes;
    private long errors;

    /**
     * Connects, and asks once over each connection.
     *
     * @throws IOException if one is not answered
     */
    public OpenLoop(Target target, int connections) throws IOException {
        this.sockets = new int[connections];
        this.received = new int[connections];
        this.due = new int[connections];
        this.sent = new int[connections];
        this.answered = new int[connections];
        this.epoll = Linux.epoll(errno);
        try {
            var address = InetAddress.getByName(target.address()).getAddress();
            while (connected < connections) {
                sockets[connected] = Linux.connect(errno, address, target.port());
                connected++;
                ask(connected - 1);
            }
        } catch (IOException e) {
            close();
            throw new IOException(
                    "connection " + connected + " of " + connections + ": " + e.getMessage(), e);
        }
    }

    /** One request and its whole answer. All answers are of one length, as the first one is. */
    private void ask(int index) throws IOException {
        int socket = sockets[index];
        Linux.send(errno, socket, request);
        int bytes = 0;
        while (answerBytes == 0 || bytes < answerBytes) {
            int got = Linux.receive(errno, socket, buffer.asSlice(bytes), true);
            if (got == 0) {
                throw new IOException("closed after " + bytes + " bytes of an answer");
            }
            bytes += got;
            if (answerBytes == 0) {
                answerBytes = HttpAnswer.length(buffer.asSlice(0, bytes)).orElse(0);
            }
        }
        events.set(ValueLayout.JAVA_INT, 0, Linux.EPOLLIN);
        events.set(ValueLayout.JAVA_LONG_UNALIGNED, EVENT_DATA, index);
        Linux.add(errno, epoll, socket, events);
    }

    /** Asks at that many requests a second, spread evenly over the connections. */
    public Done run(double perSecond, Duration time) throws IOException {
        Linux.wakePrecisely(errno);
        Arrays.fill(due, 0);
        Arrays.fill(sent, 0);
        Arrays.fill(answered, 0);
        errors = 0;
        var histogram = new Histogram(TimeUnit.MINUTES.toNanos(10), 3);
        long count = Math.max(1, Math.round(perSecond * (time.toMillis() / 1e3)));
        double gap = 1e9 / perSecond;
        long start = System.nanoTime();
        long end = start + (long) (count * gap) + LAST_ANSWERS.toNanos();
        long next = 0;
        while (histogram.getTotalCount() + errors < count) {
            long now = System.nanoTime();
            while (next < count && start + (long) (next * gap) <= now) {
                falls((int) (next++ % sockets.length));
            }
            if (now > end) {
                errors = count - histogram.getTotalCount();
                break;
            }
            long until = next < count ? start + (long) (next * gap) : end;
            await(Math.max(0, until - System.nanoTime()), start, gap, histogram);
        }
        double seconds = Math.max(count * gap, (double) (System.nanoTime() - start)) / 1e9;
        return new Done(
                (double) histogram.getTotalCount(),
                seconds,
                errors,
                Done.Latency.of(
                        micros(histogram, 50), micros(histogram, 99), micros(histogram, 99.9)));
    }

    private static double micros(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1e3;
    }

    private void falls(int index) {
        due[index]++;
        if (sent[index] == answered[index]) {
            send(index);
        }
    }

    private void send(int index) {
        try {
            sent[index]++;
            Linux.send(errno, sockets[index], request);
        } catch (IOException e) {
            errors++;
        }
    }

    private void await(long nanos, long start, double gap, Histogram histogram) throws IOException {
        timeout.set(ValueLayout.JAVA_LONG, 0, nanos / 1_000_000_000);
        timeout.set(ValueLayout.JAVA_LONG, 8, nanos % 1_000_000_000);
        int ready = Linux.await(errno, epoll, events, MOST_EVENTS, timeout);
        for (int i = 0; i < ready; i++) {
            long at = (long) i * EVENT_BYTES + EVENT_DATA;
            int index = (int) events.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
            received[index] += receive(index);
            if (received[index] >= answerBytes) {
                received[index] -= answerBytes;
                long number = (long) answered[index]++ * sockets.length + index;
                long since = System.nanoTime() - start - (long) (number * gap);
                histogram.recordValue(Math.max(1, since));
                if (sent[index] < due[index]) {
                    send(index);
                }
            }
        }
    }

    private int receive(int index) throws IOException {
        int got = Linux.receive(errno, sockets[index], buffer, false);
        if (got == 0) {
            throw new IOException("a connection was closed under load");
        }
        return got;
    }

    @Override
    public void close() throws IOException {
        for (int i = 0; i < connected; i++) {
            Linux.close(errno, sockets[i]);
        }
        Linux.close(errno, epoll);
        arena.close();
    }
}
