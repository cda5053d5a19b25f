package io.penstock.load.traffic;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Large answers over HTTP/1.1, one after the other on each of some connections. wrk reads them in
 * pieces of 8 KiB, and would be what is measured; this reads 256 KiB at once. Its unit of work is
 * the GiB, with heads.
 */
public final class Bodies {
    private static final byte[] REQUEST =
            "GET /body HTTP/1.1\r\nHost: load\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int BUFFER = 256 * 1024;
    private static final double GIB = 1L << 30;

    private Bodies() {}

    /** Asks until the time is over, and takes what it asked for to its end: one answer at least. */
    public static Done run(Target target, int connections) throws IOException {
        long begin = System.nanoTime();
        long end = begin + target.time().toNanos();
        var all = new ArrayList<Future<Long>>();
        try (var threads = Executors.newFixedThreadPool(connections)) {
            for (int i = 0; i < connections; i++) {
                all.add(threads.submit(() -> fetch(target, end)));
            }
        }
        double bytes = 0;
        for (var one : all) {
            bytes += bytes(one);
        }
        return Done.of(bytes / GIB, (System.nanoTime() - begin) / 1e9, 0);
    }

    private static long bytes(Future<Long> one) throws IOException {
        try {
            return one.get();
        } catch (ExecutionException e) {
            throw new IOException("a body did not come whole: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static long fetch(Target target, long end) throws IOException {
        try (var arena = Arena.ofConfined()) {
            var errno = Linux.errno(arena);
            var request = arena.allocateFrom(ValueLayout.JAVA_BYTE, REQUEST);
            var buffer = arena.allocate(BUFFER);
            var address = InetAddress.getByName(target.address()).getAddress();
            int socket = Linux.connect(errno, address, target.port());
            try {
                long bytes = 0;
                do {
                    Linux.send(errno, socket, request);
                    bytes += answer(errno, socket, buffer);
                } while (System.nanoTime() < end);
                return bytes;
            } finally {
                Linux.close(errno, socket);
            }
        }
    }

    /** Reads one answer to its end; its length. */
    private static long answer(MemorySegment errno, int socket, MemorySegment buffer)
            throws IOException {
        long bytes = 0;
        long length = 0;
        while (length == 0 || bytes < length) {
            // Until the head is whole its parts lie behind one another.
            var room = length == 0 ? buffer.asSlice(bytes) : buffer;
            int got = Linux.receive(errno, socket, room, true);
            if (got == 0) {
                throw new IOException("closed after " + bytes + " bytes");
            }
            bytes += got;
            if (length == 0) {
                length = HttpAnswer.length(buffer.asSlice(0, bytes)).orElse(0);
            }
        }
        return bytes;
    }
}
