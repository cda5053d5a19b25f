package io.penstock.linux;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Many system calls in one: io_uring (Linux 5.6) as a queue of sends and closes, and nothing else.
 * None waits for its socket, so each is over when {@link #submit} returns, as if it had been made
 * by itself: nothing stays under way in the kernel, there is nothing to cancel, and a socket may be
 * closed whenever no call is made. One thread at a time. Whoever opens it closes it.
 */
public final class CallRing implements AutoCloseable {
    /** So many fit in one. */
    public static final int MOST = 256;

    private static final long OP_CLOSE = 19; // IORING_OP_CLOSE
    private static final long OP_SEND = 26; // IORING_OP_SEND
    private static final int ADDRESS = 16;
    private static final int LENGTH_AND_FLAGS = 24;
    private static final int USER_DATA = 32;
    private static final long DONTWAIT_NOSIGNAL = 0x4040;

    private final Uring ring;
    private final int[] results = new int[MOST];
    private int begin;
    private int count;

    private CallRing(Uring ring) {
        this.ring = ring;
    }

    /** What became of a wish to open one. */
    public sealed interface Opening {
        /** It is open. The receiver closes it. */
        record Opened(CallRing ring) implements Opening {}

        /** It is not, and nothing is left open; why, in words for a log. */
        record Refused(String reason) implements Opening {}
    }

    /** Opens one, where the kernel has it and lets this process use it. */
    public static Opening open() {
        try {
            return new Opening.Opened(new CallRing(Uring.open(MOST)));
        } catch (Uring.Refusal e) {
            return new Opening.Refused(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Takes in a send.
     *
     * @param socket an open TCP socket
     * @param address where the bytes are; they have to stay until {@link #submit} returns
     * @return its number, for {@link #result}
     * @throws IllegalStateException if {@link #MOST} are in already
     */
    public int send(int socket, long address, int bytes) {
        return add(OP_SEND, socket, address, bytes | DONTWAIT_NOSIGNAL << 32);
    }

    /**
     * Takes in a close of a socket.
     *
     * @return its number, for {@link #result}
     * @throws IllegalStateException if {@link #MOST} are in already
     */
    public int close(int socket) {
        return add(OP_CLOSE, socket, 0, 0);
    }

    private int add(long operation, int socket, long address, long lengthAndFlags) {
        if (count == MOST) {
            throw new IllegalStateException("a ring has room for " + MOST + " calls");
        }
        var entries = ring.entries();
        long at = ring.entry(begin + count);
        entries.set(ValueLayout.JAVA_LONG, at, operation | (long) socket << 32);
        entries.set(ValueLayout.JAVA_LONG, at + ADDRESS, address);
        entries.set(ValueLayout.JAVA_LONG, at + LENGTH_AND_FLAGS, lengthAndFlags);
        entries.set(ValueLayout.JAVA_LONG, at + USER_DATA, count); // all else stays 0
        return count++;
    }

    /** Makes all that was taken in since the last time, in that order. */
    public void submit() {
        int all = count;
        count = 0;
        Arrays.fill(results, 0, all, -Errno.EAGAIN);
        ring.tail(begin + all);
        int taken = 0;
        while (taken < all) {
            int more = ring.enter(all - taken, 0);
            if (more <= 0) {
                break; // the kernel lacks memory: for the rest it is as if the sockets were full
            }
            taken += more;
        }
        begin += taken;
        ring.tail(begin);
        reap(taken);
    }

    private void reap(int expected) {
        int from = ring.completedFrom();
        int to = from + expected;
        while (ring.completedTo() - to < 0) {
            ring.enter(0, expected); // until nothing is under way, whatever a kernel may do
        }
        for (int completion = from; completion != to; completion++) {
            results[(int) ring.userData(completion)] = ring.result(completion);
        }
        ring.seen(to);
    }

    /**
     * What became of one that was submitted last.
     *
     * @return the bytes taken, or 0 for a close; or the negative errno, {@code -EAGAIN} if it has
     *     to be tried again
     */
    public int result(int number) {
        return results[number];
    }

    /** Gives it back to the kernel. */
    @Override
    public void close() {
        ring.close();
    }
}
