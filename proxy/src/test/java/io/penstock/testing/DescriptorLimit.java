package io.penstock.testing;

import io.penstock.relay.Loop;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

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
        loadClasses();
        var before = same();
        set(LOWEST, before.hard);
        return new DescriptorLimit(before.soft, before.hard, true);
    }

    /**
     * Tests run from class files, each of which needs a descriptor when it is first used; a jar is
     * open all the time. A class that cannot be loaded once is missing for all later tests.
     */
    private static void loadClasses() {
        try {
            var classes =
                    Path.of(Loop.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (var files = Files.walk(classes)) {
                for (var file : files.filter(DescriptorLimit::isOfTheCore).toList()) {
                    var name = classes.relativize(file).toString().replace('/', '.');
                    Class.forName(name.substring(0, name.length() - ".class".length()));
                }
            }
        } catch (IOException | URISyntaxException | ClassNotFoundException e) {
            throw new AssertionError("the classes under test can be loaded", e);
        }
    }

    private static boolean isOfTheCore(Path file) {
        var path = file.toString();
        return path.endsWith(".class")
                && path.matches(".*/penstock/(net|linux|relay|transport)/.*");
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
