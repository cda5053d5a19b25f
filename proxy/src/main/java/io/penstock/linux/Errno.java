package io.penstock.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** Error numbers of Linux on x86_64 and aarch64 (asm-generic/errno.h), as positive ints. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int EINTR = 4;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int EPIPE = 32;
    public static final int ENOSYS = 38;
    public static final int EPROTO = 71;
    public static final int EAFNOSUPPORT = 97;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENETDOWN = 100;
    public static final int ENETUNREACH = 101;
    public static final int ECONNABORTED = 103;
    public static final int ECONNRESET = 104;
    public static final int ENOBUFS = 105;
    public static final int ETIMEDOUT = 110;
    public static final int ECONNREFUSED = 111;
    public static final int EHOSTDOWN = 112;
    public static final int EHOSTUNREACH = 113;
    public static final int EINPROGRESS = 115;

    private static final long LONGEST_TEXT = 256;

    private static final @Nullable MethodHandle STRERROR = strerror();

    private Errno() {}

    /** Whether this process or the system has no descriptor left. */
    public static boolean isOutOfDescriptors(int errno) {
        return errno == EMFILE || errno == ENFILE;
    }

    /** The system's words for it, such as {@code Connection refused}. */
    @SuppressWarnings("restricted") // the C library gives a pointer to its text
    public static String text(int errno) {
        var strerror = STRERROR;
        if (strerror == null) {
            return "error " + errno;
        }
        try {
            var text = (MemorySegment) strerror.invokeExact(errno);
            return text.reinterpret(LONGEST_TEXT).getString(0);
        } catch (Throwable e) {
            throw new AssertionError("strerror is called as it was found", e);
        }
    }

    @SuppressWarnings("restricted") // this package exists for such calls
    private static @Nullable MethodHandle strerror() {
        var linker = Linker.nativeLinker();
        var descriptor = FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        return linker.defaultLookup()
                .find("strerror")
                .map(address -> linker.downcallHandle(address, descriptor))
                .orElse(null);
    }
}
