package io.penstock.metrics;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A piece of an exposition, as bytes of UTF-8. It is filled and sent many times, so that a text of
 * megabytes needs the memory of one piece. By one thread at a time.
 */
public final class Page {
    /** Filled so far, nothing more is begun on it. */
    static final int FULL = 512 * 1024;

    /** For what was begun before. */
    private static final int MARGIN = 16 * 1024;

    private static final long TEN = 10;
    private static final int MOST_DIGITS = 20;
    private static final double EXACT = 1L << 53;

    private byte[] bytes = new byte[FULL + MARGIN];
    private int length;

    /** An empty one. */
    public Page() {}

    /** What it has; the first {@link #length} of these, until it is cleared or filled on. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes it has. */
    public int length() {
        return length;
    }

    /** Whether nothing more is to be begun. */
    public boolean isFull() {
        return length >= FULL;
    }

    /** Takes everything away. */
    public void clear() {
        length = 0;
    }

    /** Adds bytes, as they are. */
    Page append(byte[] more) {
        require(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    /** Adds a text. */
    public Page append(String more) {
        return append(more.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds a whole number that is not negative. */
    Page append(long number) {
        require(MOST_DIGITS);
        int digits = digits(number);
        write(number, digits);
        return this;
    }

    /** Adds a number; a whole one without a point. */
    Page append(double number) {
        if (number >= 0 && number < EXACT && number == Math.rint(number)) {
            return append((long) number);
        }
        if (Double.isInfinite(number)) {
            return append(number > 0 ? "+Inf" : "-Inf");
        }
        return append(Double.toString(number));
    }

    /**
     * Adds a number of seconds.
     *
     * @param fractions so many of them, not negative
     * @param digits how many of them are a second: the power of ten
     */
    Page appendSeconds(long fractions, int digits) {
        long second = 1;
        for (int i = 0; i < digits; i++) {
            second *= TEN;
        }
        append(fractions / second);
        long rest = fractions % second;
        if (rest == 0) {
            return this;
        }
        int shown = digits;
        while (rest % TEN == 0) {
            rest /= TEN;
            shown--;
        }
        require(MOST_DIGITS);
        bytes[length++] = '.';
        write(rest, shown);
        return this;
    }

    /** Ends the line. */
    void endLine() {
        require(1);
        bytes[length++] = '\n';
    }

    private static int digits(long number) {
        int digits = 1;
        for (long rest = number / TEN; rest > 0; rest /= TEN) {
            digits++;
        }
        return digits;
    }

    /** With zeros before it where it has fewer digits. There is room. */
    private void write(long number, int digits) {
        long rest = number;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % TEN);
            rest /= TEN;
        }
        length += digits;
    }

    /** Names from the configuration may be long; then this is more than a page. */
    private void require(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
