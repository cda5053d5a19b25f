package io.penstock.linux;

import io.penstock.net.IpPort;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Many system calls in one: io_uring (Linux 5.6) as a queue of sends, connects and closes, and
 * nothing else. None waits for its socket, so each is over when {@link #submit} returns, as if it
 * had been made by itself: nothing stays under way in the kernel, and a socket may be closed
 * whenever no call is made. One thread at a time. Whoever opens it closes it.
 */
public final class CallRing implements AutoCloseable {
    /** So many fit in one. */
    public static final int MOST = 256;

    /** So many of them may be connects. */
    public static final int MOST_CONNECTS = 32;

    private static final long OP_CANCEL = 14; // IORING_OP_ASYNC_CANCEL
    private static final long OP_CONNECT = 16; // IORING_OP_CONNECT
    private static final long OP_CLOSE = 19; // IORING_OP_CLOSE
    private static final long OP_SEND = 26; // IORING_OP_SEND
    private static final int OFFSET = 8;
    private static final int ADDRESS = 16;
    private static final int LENGTH_AND_FLAGS = 24;
    private static final int USER_DATA = 32;
    private static final long DONTWAIT_NOSIGNAL = 0x4040;

    private static final int NONE = -1;
    private static final int NO_CALL = MOST;
    private static final int ECANCELED = 125;

    private final Uring ring;
    private final int[] results = new int[MOST];
    private final Sockaddr[] targets = new Sockaddr[MOST_CONNECTS];
    private final int[] connects = new int[MOST_CONNECTS];
    private int begin;
    private int count;
    private int connecting;

    private CallRing(Uring ring) {
        this.ring = ring;
        Arrays.setAll(targets, i -> new Sockaddr());
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
        return add(OP_SEND, socket, 0, address, bytes | DONTWAIT_NOSIGNAL << 32);
    }

    /**
     * Takes in a connect, as {@link TcpSocket#connect} makes one.
     *
     * @return its number, for {@link #result}
     * @throws IllegalStateException if {@link #MOST} are in already, or {@link #MOST_CONNECTS}
     */
    public int connect(int socket, IpPort to) {
        if (connecting == MOST_CONNECTS) {
            throw new IllegalStateException("a ring has room for " + MOST_CONNECTS + " connects");
        }
        var target = targets[connecting];
        int length = target.put(to);
        int number = add(OP_CONNECT, socket, length, target.address(), 0);
        connects[connecting++] = number;
        return number;
    }

    /**
     * Takes in a close of a socket.
     *
     * @return its number, for {@link #result}
     * @throws IllegalStateException if {@link #MOST} are in already
     */
    public int close(int socket) {
        return add(OP_CLOSE, socket, 0, 0, 0);
    }

    private int add(long operation, int socket, long offset, long address, long lengthAndFlags) {
        if (count == MOST) {
            throw new IllegalStateException("a ring has room for " + MOST + " calls");
        }
        write(count, operation | (long) socket << 32, offset, address, lengthAndFlags, count);
        return count++;
    }

    private void write(
            int place, long head, long offset, long address, long lengthAndFlags, int number) {
        var entries = ring.entries();
        long at = ring.entry(begin + place);
        entries.set(ValueLayout.JAVA_LONG, at, head);
        entries.set(ValueLayout.JAVA_LONG, at + OFFSET, offset);
        entries.set(ValueLayout.JAVA_LONG, at + ADDRESS, address);
        entries.set(ValueLayout.JAVA_LONG, at + LENGTH_AND_FLAGS, lengthAndFlags);
        entries.set(ValueLayout.JAVA_LONG, at + USER_DATA, number); // all else stays 0
    }

    /** Makes all that was taken in since the last time, in that order. */
    public void submit() {
        Arrays.fill(results, 0, count, -Errno.EAGAIN);
        int taken = enter(count);
        int over = reap();
        if (over < taken && connecting > 0) {
            taken += callOff(taken);
        }
        while (over < taken) { // until nothing is under way, whatever a kernel may do
            ring.enter(0, taken - over);
            over += reap();
        }
        count = 0;
        connecting = 0;
    }

    /** Has the kernel take what was written: as many as it has memory for. */
    private int enter(int all) {
        ring.tail(begin + all);
        int taken = 0;
        while (taken < all) {
            int more = ring.enter(all - taken, 0);
            if (more <= 0) {
                break; // for the rest it is as if the sockets were full
            }
            taken += more;
        }
        begin += taken;
        ring.tail(begin);
        return taken;
    }

    /**
     * Has the ring let go of the connects that are still under way. Their sockets go on with it.
     *
     * @param taken so many calls the kernel has taken
     * @return how many calls that were, which are to be awaited as well
     */
    private int callOff(int taken) {
        int calls = 0;
        for (int i = 0; i < connecting; i++) {
            int number = connects[i];
            if (number < taken && results[number] == -Errno.EAGAIN) {
                write(calls++, OP_CANCEL | (long) NONE << 32, 0, number, 0, NO_CALL);
            }
        }
        int done = 0;
        while (done < calls) { // not to be done without: the ring would wait for the far end
            done += enter(calls - done);
        }
        return calls;
    }

    private int reap() {
        int from = ring.completedFrom();
        int to = ring.completedTo();
        for (int completion = from; completion != to; completion++) {
            int number = (int) ring.userData(completion);
            if (number != NO_CALL) {
                results[number] = ring.result(completion);
            }
        }
        ring.seen(to);
        return to - from;
    }

    /**
     * What became of one that was submitted last.
     *
     * @return the bytes taken, or 0 for a connect or a close; or the negative errno: {@code
     *     -EAGAIN} if it has to be tried again, {@code -EINPROGRESS} if the socket goes on
     *     connecting
     */
    public int result(int number) {
        int result = results[number];
        return result == -ECANCELED ? -Errno.EINPROGRESS : result;
    }

    /** Gives it back to the kernel. */
    @Override
    public void close() {
        ring.close();
    }
}
