package io.penstock.testing;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The soft limit of this process's descriptors, lowered with prlimit(2) and put back. */
public final class DescriptorLimit implements AutoCloseable {
    private static final int RLIMIT_NOFILE = 7;
    private static final int SELF = 0;

    /** A new descriptor has the lowest free number; those that are open above it go on. */
    private static final long LOWEST = 3;

    @SuppressWarnings("restricted")
    private static final MethodHandle PRLIMIT =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("prlimit"),
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.ADDRESS));

    private final long soft;
    private final long hard;
    private final boolean lowered;

    private DescriptorLimit(long soft, long hard, boolean lowered) {
        this.soft = soft;
        this.hard = hard;
        this.lowered = lowered;
    }

    /** From here to {@link #close} not one more can be opened. */
    public static DescriptorLimit noMore() {
        var before = same();
        set(LOWEST, before.hard);
        return new DescriptorLimit(before.soft, before.hard, true);
    }

    /** Nothing is changed. */
    public static DescriptorLimit same() {
        try (var arena = Arena.ofConfined()) {
            var old = arena.allocate(ValueLayout.JAVA_LONG, 2);
            call(MemorySegment.NULL, old);
            return new DescriptorLimit(
                    old.getAtIndex(ValueLayout.JAVA_LONG, 0),
                    old.getAtIndex(ValueLayout.JAVA_LONG, 1),
                    false);
        }
    }

    /** Whether this is one that allows no more. */
    public boolean lowered() {
        return lowered;
    }

    @Override
    public void close() {
        set(soft, hard);
    }

    private static void set(long soft, long hard) {
        try (var arena = Arena.ofConfined()) {
            call(arena.allocateFrom(ValueLayout.JAVA_LONG, soft, hard), MemorySegment.NULL);
        }
    }

    private static void call(MemorySegment next, MemorySegment old) {
        int result;
        try {
            result = (int) PRLIMIT.invokeExact(SELF, RLIMIT_NOFILE, next, old);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        if (result != 0) {
            throw new AssertionError("prlimit failed");
        }
    }
}
