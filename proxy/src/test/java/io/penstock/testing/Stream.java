package io.penstock.testing;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.zip.CRC32C;

/** Bytes of which each place is known, so that a lost, doubled or moved one is noticed. */
public final class Stream {
    private static final int CHUNK = 64 << 10;
    private static final int PERIOD = 65_521; // a prime: no chunk looks like another

    private Stream() {}

    /** How a stream ended. */
    public enum End {
        /** With a FIN. */
        FIN,
        /** With a reset. */
        RESET
    }

    /** What a reader saw. */
    public record Seen(long bytes, long checksum, End end) {}

    /** What a reader must see of so many bytes. */
    public static Seen whole(long bytes, End end) {
        var crc = new CRC32C();
        var pattern = pattern();
        for (long sent = 0; sent < bytes; ) {
            int offset = (int) (sent % PERIOD);
            int length = (int) Math.min(CHUNK, bytes - sent);
            crc.update(pattern, offset, length);
            sent += length;
        }
        return new Seen(bytes, crc.getValue(), end);
    }

    /** Sends so many bytes. */
    public static void send(Socket to, long bytes) throws IOException {
        var out = to.getOutputStream();
        var pattern = pattern();
        for (long sent = 0; sent < bytes; ) {
            int offset = (int) (sent % PERIOD);
            int length = (int) Math.min(CHUNK, bytes - sent);
            out.write(pattern, offset, length);
            sent += length;
        }
    }

    /** Reads to the end, as fast as it goes. */
    public static Seen read(Socket from) throws IOException {
        return read(from, Duration.ZERO);
    }

    /** Reads to the end, with a pause after each 64 KiB at most. */
    public static Seen read(Socket from, Duration pause) throws IOException {
        var crc = new CRC32C();
        var chunk = new byte[CHUNK];
        long bytes = 0;
        try {
            for (int n; (n = from.getInputStream().read(chunk)) >= 0; bytes += n) {
                crc.update(chunk, 0, n);
                if (pause.isPositive()) {
                    Awaits.pass(pause);
                }
            }
            return new Seen(bytes, crc.getValue(), End.FIN);
        } catch (SocketException e) {
            return new Seen(bytes, crc.getValue(), End.RESET);
        }
    }

    private static byte[] pattern() {
        var pattern = new byte[PERIOD + CHUNK];
        for (int i = 0; i < pattern.length; i++) {
            int place = i % PERIOD;
            pattern[i] = (byte) (place * 31 + (place >> 8));
        }
        return pattern;
    }
}
