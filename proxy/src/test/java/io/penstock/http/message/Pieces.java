package io.penstock.http.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** How the bytes of one message come: where they are cut. */
record Pieces(String name, List<Integer> cuts) {
    /** Where in its memory each piece lies: nothing may count on it being the beginning. */
    static final int OFFSET = 7;

    static Pieces whole(int length) {
        return new Pieces("whole", List.of(0, length));
    }

    static Pieces bytes(int length) {
        return new Pieces("byte by byte", IntStream.rangeClosed(0, length).boxed().toList());
    }

    static Pieces random(int length, long seed) {
        var random = new Random(seed);
        var cuts = new ArrayList<Integer>();
        cuts.add(0);
        for (int at = 1; at < length; at++) {
            if (random.nextInt(12) == 0) {
                cuts.add(at);
            }
        }
        cuts.add(length);
        return new Pieces("cut by " + seed, cuts);
    }

    /** Whole, byte by byte, and some random ways. */
    static List<Pieces> ways(int length) {
        var all = new ArrayList<Pieces>();
        all.add(whole(length));
        all.add(bytes(length));
        for (int seed = 0; seed < 8; seed++) {
            all.add(random(length, seed));
        }
        return all;
    }

    /** Who reads them: told of memory and a range in it, says whether to go on. */
    interface Reader {
        boolean read(ByteBuf memory, int from, int to, int before);
    }

    /** Gives the pieces to the reader until it has enough. */
    void feed(byte[] message, Reader reader) {
        for (int i = 0; i + 1 < cuts.size(); i++) {
            int from = cuts.get(i);
            int length = cuts.get(i + 1) - from;
            var memory = PooledByteBufAllocator.DEFAULT.directBuffer(OFFSET + length + OFFSET);
            try {
                memory.writeZero(OFFSET).writeBytes(message, from, length).writeZero(OFFSET);
                if (!reader.read(memory, OFFSET, OFFSET + length, from)) {
                    return;
                }
            } finally {
                memory.release();
            }
        }
    }

    static byte[] bytes(String message) {
        return message.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return name;
    }
}
