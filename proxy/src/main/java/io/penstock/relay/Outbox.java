package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import io.penstock.linux.CallRing;
import io.penstock.linux.Errno;
import io.penstock.linux.Sends;
import io.penstock.linux.TcpSocket;
import io.penstock.net.IpPort;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Small pieces that were read in this round of a loop's events, and sockets that began to connect
 * or were closed in it: they go out at its end, all in one system call. What a send, a connect or a
 * close costs beside the kernel's TCP is what comes after it: somebody was woken, and often gets
 * the processor when the call returns. One call for all has that once.
 *
 * <p>Where there are {@link Sends} alone, connects and closes are made at once; where there is
 * neither, nothing is put here, and every piece goes out at once, too. On the loop's thread.
 */
final class Outbox {
    /** What is larger goes out at once: its own bytes cost more than the call. */
    static final int LARGEST = 16 << 10;

    /** So many bytes at the beginning of the loop's buffer are for what waits here. */
    static final int AREA = 256 << 10;

    private static final int MOST_CLOSES = 64;
    private static final int MOST_POSTINGS = Sends.MOST - CallRing.MOST_CONNECTS - MOST_CLOSES;

    private final Loop loop;
    private final @Nullable Sends sends;
    private final @Nullable CallRing ring; // the same, where it can do more
    private final Posting[] postings = new Posting[MOST_POSTINGS];
    private final int[] closes = new int[MOST_CLOSES];
    private final Connects connects = new Connects();
    private final Runnable flush = this::flush;
    private int count; // of the postings
    private int closing; // of the closes
    private int used;
    private boolean awaited;
    private boolean flushing;

    Outbox(Loop loop, Optional<? extends Sends> sends) {
        this.loop = loop;
        this.sends = sends.orElse(null);
        this.ring = this.sends instanceof CallRing more ? more : null;
    }

    /** Where to read bytes to, so that they need not be copied to be put here. */
    int place() {
        return used;
    }

    boolean takes(int bytes) {
        return sends != null
                && bytes <= LARGEST
                && used + bytes <= AREA
                && count < postings.length
                && !flushing;
    }

    /**
     * Keeps a part of the loop's buffer; {@link #takes} has allowed it.
     *
     * @return where it lies now
     */
    int put(Posting posting, int from, int to) {
        await();
        if (!posting.listed) { // else it was pushed in this round, and comes again
            posting.listed = true;
            postings[count++] = posting;
        }
        return add(from, to);
    }

    /** Whether a socket can be closed at the end of the round. */
    boolean takesClose() {
        return ring != null && closing < closes.length && !flushing && !loop.isClosed();
    }

    /** Closes it at the end of the round; {@link #takesClose} has allowed it. */
    void close(int socket) {
        await();
        closes[closing++] = socket;
    }

    /** Has a socket begin to connect: now, or at the end of the round if it is not closed then. */
    void connect(Wire wire, IpPort to) {
        if (ring != null && !flushing && connects.takes()) {
            await();
            connects.add(wire, to);
        } else {
            wire.begun(wire.socket().connect(to));
        }
    }

    private void await() {
        if (!awaited) {
            awaited = true;
            loop.execute(flush); // tasks come after the events
        }
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
            if (count + closing + connects.count() <= 1 || sends == null) {
                alone();
            } else {
                together(sends);
            }
        } finally {
            flushing = false;
            awaited = false;
            count = 0;
            closing = 0;
            used = 0;
        }
        connects.tell();
    }

    private void alone() {
        if (count == 1) {
            postings[0].wire().push();
        } else {
            connects.connect();
            closeNow();
        }
    }

    private void together(Sends calls) {
        long buffer = loop.memory().address();
        int left = 0;
        for (int i = 0; i < count; i++) {
            var posting = postings[i];
            if (!posting.isEmpty()) { // else it was pushed
                postings[left++] = posting;
                int socket = posting.wire().socket().descriptor();
                calls.send(socket, buffer + posting.from(), posting.bytes());
            }
        }
        if (ring == null) {
            calls.submit();
        } else {
            submit(ring, left);
        }
        for (int i = 0; i < left; i++) {
            if (calls.result(i) > 0) { // else it is tried by itself, which says why
                postings[i].written(calls.result(i));
            }
        }
        for (int i = 0; i < left; i++) {
            postings[i].wire().push(); // which tells it; one may end another
        }
    }

    /** Behind so many sends go connects and closes. */
    private void submit(CallRing calls, int before) {
        connects.giveTo(calls);
        int firstClose = before + connects.count();
        for (int i = 0; i < closing; i++) {
            calls.close(closes[i]);
        }
        calls.submit();
        connects.takeFrom(calls);
        for (int i = 0; i < closing; i++) {
            if (calls.result(firstClose + i) == -Errno.EAGAIN) {
                TcpSocket.close(closes[i]); // it was not taken
            }
        }
        closing = 0; // before somebody is told, who may be out of descriptors
    }

    /**
     * Closes now what is to be closed at the end of the round.
     *
     * @return how many sockets that were
     */
    int closeNow() {
        int all = closing;
        for (int i = 0; i < all; i++) {
            TcpSocket.close(closes[i]);
        }
        closing = 0;
        return all;
    }
}
