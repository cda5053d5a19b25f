package io.penstock.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Sends by Linux's older asynchronous I/O (io_submit(2)), which most seccomp profiles of containers
 * allow where they forbid io_uring. The kernel makes a write to a socket that does not block at
 * once, before the call returns, and puts its result in memory that both see. Layouts and numbers
 * are those of {@code include/uapi/linux/aio_abi.h} and of {@code struct aio_ring} in {@code
 * fs/aio.c}, which programs read since Linux 2.6 (its magic number says whether it is still that).
 */
public final class AioSends implements Sends {
    private static final int IOCB_BYTES = 64;
    private static final int DATA = 0;
    private static final int OPERATION = 16; // and the descriptor behind it
    private static final int ADDRESS = 24;
    private static final int LENGTH = 32;
    private static final long WRITE = 1; // IOCB_CMD_PWRITE

    private static final int NR = 4;
    private static final int HEAD = 8;
    private static final int TAIL = 12;
    private static final int MAGIC = 16;
    private static final int EVENTS = 32;
    private static final int EVENT_BYTES = 32;
    private static final int RESULT = 16;
    private static final int AIO_RING_MAGIC = 0xa10a10a1;

    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    private final long context;
    private final MemorySegment ring;
    private final int size;
    private final MemorySegment calls;
    private final MemorySegment places;
    private final MemorySegment late;
    private final int[] results = new int[MOST];
    private int count;

    private AioSends(long context, MemorySegment ring) {
        this.context = context;
        this.ring = ring;
        this.size = ring.get(ValueLayout.JAVA_INT, NR);
        var arena = Arena.ofAuto();
        this.calls = arena.allocate((long) MOST * IOCB_BYTES, Long.BYTES);
        this.places = arena.allocate((long) MOST * Long.BYTES, Long.BYTES);
        this.late = arena.allocate(EVENT_BYTES, Long.BYTES);
        for (int i = 0; i < MOST; i++) {
            calls.set(ValueLayout.JAVA_LONG, at(i) + DATA, i);
            places.setAtIndex(ValueLayout.JAVA_LONG, i, calls.address() + at(i));
        }
    }

    private static long at(int number) {
        return (long) number * IOCB_BYTES;
    }

    /** Opens one, where the kernel has it and lets this process use it. */
    public static Opening<AioSends> open() {
        var context = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);
        long made = Syscall.IO_SETUP.call(MOST, context.address(), 0);
        if (made < 0) {
            return new Opening.Refused<>("io_setup: " + words((int) -made));
        }
        long id = context.get(ValueLayout.JAVA_LONG, 0);
        long tried = Syscall.IO_SUBMIT.call(id, 0, 0); // of nothing
        var ring = ring(id);
        if (tried < 0 || ring.get(ValueLayout.JAVA_INT, MAGIC) != AIO_RING_MAGIC) {
            Syscall.IO_DESTROY.call(id, 0, 0);
            return new Opening.Refused<>(
                    tried < 0
                            ? "io_submit: " + words((int) -tried)
                            : "io_setup gives memory that is not known");
        }
        return new Opening.Opened<>(new AioSends(id, ring));
    }

    @SuppressWarnings("restricted") // a context is the address of its memory
    private static MemorySegment ring(long id) {
        var header = MemorySegment.ofAddress(id).reinterpret(EVENTS);
        boolean known = header.get(ValueLayout.JAVA_INT, MAGIC) == AIO_RING_MAGIC;
        long events = known ? header.get(ValueLayout.JAVA_INT, NR) : 0;
        return MemorySegment.ofAddress(id).reinterpret(EVENTS + events * EVENT_BYTES);
    }

    private static String words(int errno) {
        var text = Errno.text(errno);
        return switch (errno) {
            case Errno.EPERM -> text + " (by a seccomp profile)";
            case Errno.ENOSYS -> text + " (by a seccomp profile, or a kernel without it)";
            case Errno.EAGAIN -> text + " (the system's limit, fs.aio-max-nr)";
            default -> text;
        };
    }

    @Override
    public int send(int socket, long address, int bytes) {
        if (count == MOST) {
            throw new IllegalStateException("there is room for " + MOST + " sends");
        }
        long at = at(count);
        calls.set(ValueLayout.JAVA_LONG, at + OPERATION, WRITE | (long) socket << 32);
        calls.set(ValueLayout.JAVA_LONG, at + ADDRESS, address);
        calls.set(ValueLayout.JAVA_LONG, at + LENGTH, bytes); // all else stays 0
        return count++;
    }

    @Override
    public void submit() {
        int all = count;
        count = 0;
        Arrays.fill(results, 0, all, -Errno.EAGAIN);
        int taken = 0;
        while (taken < all) {
            long from = places.address() + (long) taken * Long.BYTES;
            long more = Syscall.IO_SUBMIT.call(context, all - taken, from);
            if (more <= 0) {
                break; // for the rest it is as if the sockets were full
            }
            taken += (int) more;
        }
        int over = reap();
        while (over < taken) { // until nothing is under way, whatever a kernel may do
            over += await() + reap();
        }
    }

    private int reap() {
        int head = ring.get(ValueLayout.JAVA_INT, HEAD);
        int tail = (int) INT.getAcquire(ring, (long) TAIL);
        int over = 0;
        while (head != tail) {
            long at = EVENTS + (long) head * EVENT_BYTES;
            over(ring, at);
            head = head + 1 == size ? 0 : head + 1;
            over++;
        }
        INT.setRelease(ring, (long) HEAD, head);
        return over;
    }

    private int await() {
        long came = Syscall.IO_GETEVENTS.call(context, 1, 1, late.address(), 0, 0);
        if (came == 1) {
            over(late, 0);
        }
        return (int) Math.max(0, came);
    }

    private void over(MemorySegment events, long at) {
        int number = (int) events.get(ValueLayout.JAVA_LONG, at);
        results[number] = (int) events.get(ValueLayout.JAVA_LONG, at + RESULT);
    }

    @Override
    public int result(int number) {
        return results[number];
    }

    @Override
    public void close() {
        Syscall.IO_DESTROY.call(context, 0, 0);
    }
}
