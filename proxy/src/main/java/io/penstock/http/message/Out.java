package io.penstock.http.message;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** A head as it is written, in memory that is used again. One for each loop. */
public final class Out {
    private static final int FIRST_BYTES = 2 << 10;

    private static final int MOST_DIGITS = 19;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;

    /** Begins anew. */
    public void clear() {
        length = 0;
    }

    /** How many bytes were written. */
    public int length() {
        return length;
    }

    /** Writes a word. */
    public Out put(Word word) {
        return put(word.bytes());
    }

    /** Writes bytes as they are. */
    public Out put(byte[] source) {
        return put(source, 0, source.length);
    }

    /** Writes a part of them. */
    public Out put(byte[] source, int from, int to) {
        int count = to - from;
        ensure(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
        return this;
    }

    /** Writes a character of ASCII. */
    public Out put(char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** Writes a part of them, its letters in lower case. */
    public Out putLower(byte[] source, int from, int to) {
        ensure(to - from);
        for (int i = from; i < to; i++) {
            bytes[length++] = (byte) Ascii.lower(source[i]);
        }
        return this;
    }

    /** A number that is not negative, in decimal digits. */
    public Out put(long number) {
        ensure(MOST_DIGITS);
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    private void ensure(int count) {
        if (count > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }

    /**
     * Copies what was written so that it ends where a body begins: both can be sent as one.
     *
     * @param end at least {@link #length}
     * @return where it begins
     */
    public int writeBefore(ByteBuf memory, int end) {
        memory.setBytes(end - length, bytes, 0, length);
        return end - length;
    }

    /** What was written, and room behind it; good until something else is. */
    public byte[] bytes() {
        return bytes;
    }

    /** Copies what was written behind what is there. */
    void writeTo(ByteBuf memory) {
        memory.writeBytes(bytes, 0, length);
    }
}
