package io.penstock.linux;

import io.penstock.net.IpPort;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Many system calls in one: io_uring (Linux 5.6) as a queue of sends, connects and closes, and
 * nothing else. All of them are over when {@link #submit} returns, as {@link Sends} says.
 */
public final class CallRing implements Sends {
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
    private static final int EALREADY = 114;
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

    /** Opens one, where the kernel has it and lets this process use it. */
    public static Opening<CallRing> open() {
        try {
            return new Opening.Opened<>(new CallRing(Uring.open(MOST)));
        } catch (Uring.Refusal e) {
            return new Opening.Refused<>(String.valueOf(e.getMessage()));
        }
    }

    @Override
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

    @Override
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
     * {@inheritDoc} Of a connect or a close 0 or the negative errno, {@code -EINPROGRESS} if the
     * socket goes on connecting.
     */
    @Override
    public int result(int number) {
        return switch (results[number]) {
            case -ECANCELED, -EALREADY -> -Errno.EINPROGRESS; // it let go, or asked twice
            default -> results[number];
        };
    }

    @Override
    public void close() {
        ring.close();
    }
}
