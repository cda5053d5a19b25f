package io.penstock.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The system calls that Penstock makes itself, by {@code syscall(2)}: one way to the kernel, which
 * answers with a number. Any thread.
 */
enum Syscall {
    SOCKET(41, 198),
    BIND(49, 200),
    LISTEN(50, 201),
    ACCEPT4(288, 242),
    CONNECT(42, 203),
    GETSOCKNAME(51, 204),
    SETSOCKOPT(54, 208),
    GETSOCKOPT(55, 209),
    SENDTO(44, 206),
    SHUTDOWN(48, 210),
    CLOSE(3, 57),
    IOCTL(16, 29),
    OPENAT(257, 56),
    MMAP(9, 222),
    MUNMAP(11, 215),
    BPF(321, 280),
    IO_SETUP(206, 0),
    IO_DESTROY(207, 1),
    IO_GETEVENTS(208, 4),
    IO_SUBMIT(209, 2),
    IO_URING_SETUP(425, 425),
    IO_URING_ENTER(426, 426);

    private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE = ERRNO.varHandle(PathElement.groupElement("errno"));

    private static final ThreadLocal<MemorySegment> CAPTURED =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(ERRNO));

    private static final @Nullable MethodHandle SYSCALL = find();

    private final long number;

    Syscall(int x86, int aarch64) {
        this.number = isAarch64() ? aarch64 : x86;
    }

    /** Whether this is a system whose numbers these are. */
    static boolean available() {
        return SYSCALL != null;
    }

    /** Why not, in words for a log; empty where they are. */
    static Optional<String> reason() {
        return available()
                ? Optional.empty()
                : Optional.of("this is not Linux on x86_64 or aarch64");
    }

    /** Makes it: 0 or more, or the negative errno. */
    long call(long a, long b, long c) {
        return call(a, b, c, 0, 0, 0);
    }

    /**
     * Makes it.
     *
     * @return 0 or more, or the negative errno; {@code -ENOSYS} where they are not {@link
     *     #available()}
     */
    long call(long a, long b, long c, long d, long e, long f) {
        var syscall = SYSCALL;
        if (syscall == null) {
            return -Errno.ENOSYS;
        }
        var errno = CAPTURED.get();
        try {
            long result = (long) syscall.invokeExact(errno, number, a, b, c, d, e, f);
            return result != -1 ? result : -(int) ERRNO_VALUE.get(errno, 0L);
        } catch (Throwable failure) {
            throw new AssertionError("syscall is called as it was found", failure);
        }
    }

    /** Gives a descriptor back; what the kernel says to that changes nothing. */
    static void close(int descriptor) {
        CLOSE.call(descriptor, 0, 0);
    }

    /** Not a field: those of an enum are not there yet when its constants are made. */
    private static boolean isAarch64() {
        return "aarch64".equals(System.getProperty("os.arch"));
    }

    @SuppressWarnings("restricted") // this package exists for such calls
    private static @Nullable MethodHandle find() {
        boolean x86 = "amd64".equals(System.getProperty("os.arch"));
        if (!"Linux".equals(System.getProperty("os.name")) || !(x86 || isAarch64())) {
            return null;
        }
        var each = ValueLayout.JAVA_LONG;
        var linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find("syscall")
                .map(address ->
                        linker.downcallHandle(
                                address,
                                FunctionDescriptor.of(
                                        each, each, each, each, each, each, each, each),
                                Linker.Option.captureCallState("errno"),
                                Linker.Option.firstVariadicArg(1)))
                .orElse(null);
    }
}
