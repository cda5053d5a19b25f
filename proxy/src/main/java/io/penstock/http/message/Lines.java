package io.penstock.http.message;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bytes that come in pieces, copied as far as they are needed and cut into lines that end in CRLF
 * and hold no control characters. Looks at each byte once, however slowly they come.
 */
final class Lines {
    /** {@link #next}: the line is not whole yet. */
    static final int MORE = -1;

    /** {@link #next}: it cannot become one; {@link #wrong} says why. */
    static final int WRONG = -2;

    private static final int FIRST_BYTES = 1 << 10;
    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long TOPS = 0x8080_8080_8080_8080L;

    private int limit;
    private byte[] bytes = new byte[FIRST_BYTES];
    private int filled;
    private int seek;
    private int start;
    private int next;
    private Malformed wrong = Malformed.BARE_LF;

    /** Forgets everything; takes so many bytes from now on. */
    void clear(int most) {
        limit = most;
        filled = 0;
        seek = 0;
        start = 0;
        next = 0;
    }

    /** The bytes; another array once {@link #fill} was called. */
    byte[] bytes() {
        return bytes;
    }

    /**
     * Copies some of what is there.
     *
     * @return how many bytes; 0 if the limit is reached
     */
    int fill(ByteBuf source, int from, int to) {
        if (filled == bytes.length && filled < limit) {
            bytes = Arrays.copyOf(bytes, Math.min(limit, filled * 2));
        }
        int count = Math.min(to - from, Math.min(bytes.length, limit) - filled);
        source.getBytes(from, bytes, filled, count);
        filled += count;
        return count;
    }

    /** How many bytes were copied that come after the last line. */
    int left() {
        return filled - next;
    }

    /** Where the line begins that {@link #next} found. */
    int start() {
        return start;
    }

    /** Behind its CRLF. */
    int after() {
        return next;
    }

    /** What {@link #next} found wrong. */
    Malformed wrong() {
        return wrong;
    }

    /** The next line: where its CR is, or {@link #MORE}, or {@link #WRONG}. */
    int next() {
        int at = text(seek);
        if (at >= filled) {
            seek = filled;
            return MORE;
        }
        seek = at;
        if (bytes[at] != '\r') {
            wrong =
                    switch (bytes[at]) {
                        case '\n' -> Malformed.BARE_LF;
                        case 0 -> Malformed.NUL;
                        default -> Malformed.CONTROL;
                    };
            return WRONG;
        }
        if (at + 1 == filled) {
            return MORE;
        }
        if (bytes[at + 1] != '\n') {
            wrong = Malformed.BARE_CR;
            return WRONG;
        }
        start = next;
        next = at + 2;
        seek = next;
        return at;
    }

    /** The first byte from here on that is no text; eight at a time while there is none. */
    private int text(int from) {
        byte[] b = bytes;
        int end = filled;
        int at = from;
        while (at < end) {
            while (at + Long.BYTES <= end && isText((long) WORD.get(b, at))) {
                at += Long.BYTES;
            }
            int stop = Math.min(at + Long.BYTES, end);
            while (at < stop && Ascii.isText(b[at])) {
                at++;
            }
            if (at < stop) {
                return at;
            }
        }
        return at;
    }

    /** No byte under 0x20 and none that is 0x7f: false for a tab too, which is then looked at. */
    private static boolean isText(long word) {
        long low = (word - ONES * 0x20) & ~word;
        long delete = word ^ (ONES * 0x7f);
        return ((low | ((delete - ONES) & ~delete)) & TOPS) == 0;
    }
}
