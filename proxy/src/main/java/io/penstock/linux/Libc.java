package io.penstock.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Functions of the C library, each found once, and the errno that a call leaves. Any thread. */
final class Libc {
    static final StructLayout ERRNO = Linker.Option.captureStateLayout();

    private static final VarHandle ERRNO_VALUE = ERRNO.varHandle(PathElement.groupElement("errno"));

    private static final @Nullable MethodHandle CLOSE =
            find("close", intOf(ValueLayout.JAVA_INT)).orElse(null);

    private Libc() {}

    /**
     * A function of the C library, or nothing where it has none of that name.
     *
     * @param options as the linker takes them
     */
    @SuppressWarnings("restricted") // this package exists for such calls
    static Optional<MethodHandle> find(
            String name, FunctionDescriptor descriptor, Linker.Option... options) {
        var linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find(name)
                .map(address -> linker.downcallHandle(address, descriptor, options));
    }

    /** Whether descriptors can be closed at all. */
    static boolean canClose() {
        return CLOSE != null;
    }

    /** Gives a descriptor back; what the kernel says to that changes nothing. */
    static void close(int descriptor) {
        var close = CLOSE;
        if (close == null) {
            throw new IllegalStateException("the C library has no close");
        }
        try {
            var _ = (int) close.invokeExact(descriptor);
        } catch (Throwable e) {
            throw new AssertionError("close is called as it was found", e);
        }
    }

    /** The errno in a segment of {@link #ERRNO} that was handed to a call. */
    static int errno(MemorySegment captured) {
        return (int) ERRNO_VALUE.get(captured, 0L);
    }

    static Linker.Option captureErrno() {
        return Linker.Option.captureCallState("errno");
    }

    static FunctionDescriptor intOf(MemoryLayout... arguments) {
        return FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments);
    }
}
