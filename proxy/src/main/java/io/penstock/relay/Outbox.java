package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import io.penstock.linux.SendRing;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Small pieces that were read in this round of a loop's events and go out at its end, all in one
 * system call. What a send costs beside the kernel's TCP is what comes after it: somebody was
 * woken, and often gets the processor when the call returns. One call for all has that once.
 *
 * <p>Where there is no {@link SendRing} nothing is put here, and every piece goes out at once. On
 * the loop's thread.
 */
final class Outbox {
    /** What is larger goes out at once: its own bytes cost more than the call. */
    static final int LARGEST = 16 << 10;

    /** So many bytes at the beginning of the loop's buffer are for what waits here. */
    static final int AREA = 256 << 10;

    private final Loop loop;
    private final @Nullable SendRing ring;
    private final Posting[] postings = new Posting[SendRing.MOST];
    private final Runnable flush = this::flush;
    private int count;
    private int used;
    private boolean flushing;

    Outbox(Loop loop, Optional<SendRing> ring) {
        this.loop = loop;
        this.ring = ring.orElse(null);
    }

    /** Where to read bytes to, so that they need not be copied to be put here. */
    int place() {
        return used;
    }

    boolean takes(int bytes) {
        return ring != null
                && bytes <= LARGEST
                && used + bytes <= AREA
                && count < SendRing.MOST
                && !flushing;
    }

    /**
     * Keeps a part of the loop's buffer; {@link #takes} has allowed it.
     *
     * @return where it lies now
     */
    int put(Posting posting, int from, int to) {
        if (count == 0) {
            loop.execute(flush); // tasks come after the events
        }
        if (!posting.listed) { // else it was pushed in this round, and comes again
            posting.listed = true;
            postings[count++] = posting;
        }
        return add(from, to);
    }

    /** Whether it would lie right behind what lies last. */
    boolean endsAt(int place) {
        return used == place;
    }

    /** Adds to what lies last. */
    int add(int from, int to) {
        int place = used;
        if (from != place) {
            ByteBuf buffer = loop.memory().buffer();
            buffer.setBytes(place, buffer, from, to - from);
        }
        used = place + to - from;
        return place;
    }

    private void flush() {
        if (loop.isClosed()) {
            return; // every socket was reset
        }
        flushing = true; // what is read meanwhile is written at once, behind what lies here
        for (int i = 0; i < count; i++) {
            postings[i].listed = false;
        }
        try {
            if (count == 1 || ring == null) {
                postings[0].wire().push();
            } else {
                sendAll(ring);
            }
        } finally {
            flushing = false;
            count = 0;
            used = 0;
        }
    }

    private void sendAll(SendRing sends) {
        long buffer = loop.memory().address();
        int left = 0;
        for (int i = 0; i < count; i++) {
            var posting = postings[i];
            if (!posting.isEmpty()) { // else it was pushed
                postings[left++] = posting;
                int socket = posting.wire().socket().descriptor();
                sends.add(socket, buffer + posting.from(), posting.bytes());
            }
        }
        sends.send();
        for (int i = 0; i < left; i++) {
            if (sends.result(i) > 0) { // else it is tried by itself, which says why
                postings[i].written(sends.result(i));
            }
        }
        for (int i = 0; i < left; i++) {
            postings[i].wire().push(); // which tells it; one may end another
        }
    }
}
