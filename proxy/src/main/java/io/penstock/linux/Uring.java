package io.penstock.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * An io_uring: its two queues as the kernel shares them, and the calls. Layouts and numbers are
 * those of {@code include/uapi/linux/io_uring.h}. One thread at a time.
 */
final class Uring implements AutoCloseable {
    private static final int SQE_BYTES = 64;
    private static final int CQE_BYTES = 16;

    private static final int GETEVENTS = 1;

    private static final int PARAMS_BYTES = 120;
    private static final int CQ_ENTRIES = 4;
    private static final int FEATURES = 20;
    private static final int SINGLE_MMAP = 1;
    private static final int RW_CUR_POS = 1 << 3; // of Linux 5.6, as OP_SEND is
    private static final int SQ_TAIL = 40 + 4;
    private static final int SQ_ARRAY = 40 + 24;
    private static final int CQ_HEAD = 80;
    private static final int CQ_TAIL = 80 + 4;
    private static final int CQES = 80 + 20;
    private static final long SQES_AT = 0x10000000L;

    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED_POPULATE = 0x8001;

    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    private final int fd;
    private final int sqEntries;
    private final int cqEntries;
    private final MemorySegment queues;
    private final MemorySegment sqes;
    private final long sqTail;
    private final long cqHead;
    private final long cqTail;
    private final long cqes;

    /** The kernel does not give one; the message says why. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1;

        Refusal(String why) {
            super(why);
        }
    }

    private Uring(int fd, MemorySegment params) throws Refusal {
        this.fd = fd;
        this.sqEntries = params.get(ValueLayout.JAVA_INT, 0);
        this.cqEntries = params.get(ValueLayout.JAVA_INT, CQ_ENTRIES);
        this.sqTail = params.get(ValueLayout.JAVA_INT, SQ_TAIL);
        this.cqHead = params.get(ValueLayout.JAVA_INT, CQ_HEAD);
        this.cqTail = params.get(ValueLayout.JAVA_INT, CQ_TAIL);
        this.cqes = params.get(ValueLayout.JAVA_INT, CQES);
        long sqArray = params.get(ValueLayout.JAVA_INT, SQ_ARRAY);
        long sqEnd = sqArray + (long) sqEntries * Integer.BYTES;
        long cqEnd = cqes + (long) cqEntries * CQE_BYTES;
        this.queues = map(Math.max(sqEnd, cqEnd), 0);
        this.sqes = map((long) sqEntries * SQE_BYTES, SQES_AT);
        for (int i = 0; i < sqEntries; i++) { // each place of the queue has an entry of its own
            queues.set(ValueLayout.JAVA_INT, sqArray + (long) i * Integer.BYTES, i);
        }
    }

    /**
     * Opens one.
     *
     * @param entries of the submission queue, a power of two
     */
    static Uring open(int entries) throws Refusal {
        var params = Arena.ofAuto().allocate(PARAMS_BYTES, Long.BYTES);
        int fd = (int) Syscall.IO_URING_SETUP.call(entries, params.address(), 0);
        if (fd < 0) {
            throw new Refusal("io_uring_setup: " + words(-fd));
        }
        try {
            int needed = SINGLE_MMAP | RW_CUR_POS;
            if ((params.get(ValueLayout.JAVA_INT, FEATURES) & needed) != needed) {
                throw new Refusal("io_uring of this kernel is older than that of Linux 5.6");
            }
            return new Uring(fd, params);
        } catch (Refusal e) {
            Syscall.close(fd); // what was mapped goes with the process
            throw e;
        }
    }

    private static String words(int errno) {
        var text = Errno.text(errno);
        return switch (errno) {
            case Errno.EPERM -> text + " (by a seccomp profile, or kernel.io_uring_disabled)";
            case Errno.ENOSYS -> text + " (by a seccomp profile, or a kernel without it)";
            case Errno.ENOMEM -> text + " (perhaps the limit on locked memory, ulimit -l)";
            default -> text;
        };
    }

    /** The place of an entry to be submitted, which is 0 where nobody has written. */
    long entry(int number) {
        return (long) (number & (sqEntries - 1)) * SQE_BYTES;
    }

    MemorySegment entries() {
        return sqes;
    }

    /** Says how far the entries go. */
    void tail(int next) {
        INT.setRelease(queues, sqTail, next);
    }

    int completedFrom() {
        return (int) INT.get(queues, cqHead);
    }

    int completedTo() {
        return (int) INT.getAcquire(queues, cqTail);
    }

    /** Gives completions back to the kernel. */
    void seen(int to) {
        INT.setRelease(queues, cqHead, to);
    }

    /** What an entry was submitted as. */
    long userData(int completion) {
        return queues.get(ValueLayout.JAVA_LONG, at(completion));
    }

    int result(int completion) {
        return queues.get(ValueLayout.JAVA_INT, at(completion) + Long.BYTES);
    }

    private long at(int completion) {
        return cqes + (long) (completion & (cqEntries - 1)) * CQE_BYTES;
    }

    /**
     * Submits, and waits for completions.
     *
     * @param submit how many entries
     * @param complete how many completions there have to be
     * @return how many entries were taken; 0 or less if none could be
     */
    int enter(int submit, int complete) {
        while (true) {
            long taken = Syscall.IO_URING_ENTER.call(fd, submit, complete, GETEVENTS, 0, 0);
            if (taken != -Errno.EINTR) {
                return (int) taken;
            }
        }
    }

    /** Gives it back to the kernel. */
    @Override
    public void close() {
        unmap(queues);
        unmap(sqes);
        Syscall.close(fd);
    }

    @SuppressWarnings("restricted") // the kernel gives an address
    private MemorySegment map(long bytes, long what) throws Refusal {
        long address = Syscall.MMAP.call(0, bytes, PROT_READ_WRITE, MAP_SHARED_POPULATE, fd, what);
        if (address < 0) {
            throw new Refusal("mmap of io_uring: " + Errno.text((int) -address));
        }
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    private static void unmap(MemorySegment mapped) {
        Syscall.MUNMAP.call(mapped.address(), mapped.byteSize(), 0);
    }
}
