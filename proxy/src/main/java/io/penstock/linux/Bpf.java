package io.penstock.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code bpf(2)}: maps, programs and links as descriptors, which the caller closes. Layouts are
 * those of {@code union bpf_attr}. Any thread.
 */
final class Bpf {
    static final int ARRAY = 2;
    static final int LPM_TRIE = 11;
    static final int SOCKMAP = 15;

    /** A trie grows as it is filled. */
    static final int NO_PREALLOC = 1;

    private static final int MAP_CREATE = 0;
    private static final int MAP_UPDATE_ELEM = 2;
    private static final int PROG_LOAD = 5;
    private static final int LINK_CREATE = 28;
    private static final int LINK_UPDATE = 29;

    private static final int PROG_TYPE_SK_LOOKUP = 30;
    private static final int SK_LOOKUP = 36;

    private static final int ATTR_BYTES = 128; // more than any kernel knows of these commands is 0
    private static final int LOG_BYTES = 1 << 16;
    private static final String NETWORK = "/proc/self/ns/net";
    private static final int AT_FDCWD = -100;
    private static final int O_CLOEXEC = 0x80000;

    private Bpf() {}

    /** A call that the kernel refused. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1;
        private final int errno;

        Failure(String call, int errno, String more) {
            super(call + ": " + Errno.text(errno) + (more.isEmpty() ? "" : " (" + more + ")"));
            this.errno = errno;
        }

        int errno() {
            return errno;
        }
    }

    static int createMap(int type, int keyBytes, int valueBytes, int entries, int flags)
            throws Failure {
        try (var arena = Arena.ofConfined()) {
            var attr = attributes(arena);
            int at = 0;
            for (int value : new int[] {type, keyBytes, valueBytes, entries, flags}) {
                attr.set(ValueLayout.JAVA_INT, at, value);
                at += Integer.BYTES;
            }
            return call(MAP_CREATE, "BPF_MAP_CREATE", attr);
        }
    }

    static void put(int map, byte[] key, byte[] value) throws Failure {
        try (var arena = Arena.ofConfined()) {
            var attr = attributes(arena);
            attr.set(ValueLayout.JAVA_INT, 0, map);
            attr.set(ValueLayout.ADDRESS, 8, copy(arena, key));
            attr.set(ValueLayout.ADDRESS, 16, copy(arena, value));
            call(MAP_UPDATE_ELEM, "BPF_MAP_UPDATE_ELEM", attr);
        }
    }

    /** Loads a program for socket lookup; what the verifier has against it is in the failure. */
    static int loadProgram(long[] code) throws Failure {
        try (var arena = Arena.ofConfined()) {
            var attr = attributes(arena);
            attr.set(ValueLayout.JAVA_INT, 0, PROG_TYPE_SK_LOOKUP);
            attr.set(ValueLayout.JAVA_INT, 4, code.length);
            attr.set(ValueLayout.ADDRESS, 8, arena.allocateFrom(ValueLayout.JAVA_LONG, code));
            attr.set(ValueLayout.ADDRESS, 16, arena.allocateFrom("Apache-2.0"));
            attr.set(ValueLayout.JAVA_INT, 68, SK_LOOKUP);
            int loaded = tryCall(PROG_LOAD, attr);
            if (loaded >= 0) {
                return loaded;
            }
            var log = arena.allocate(LOG_BYTES);
            attr.set(ValueLayout.JAVA_INT, 24, 1);
            attr.set(ValueLayout.JAVA_INT, 28, LOG_BYTES);
            attr.set(ValueLayout.ADDRESS, 32, log);
            int again = tryCall(PROG_LOAD, attr);
            if (again >= 0) {
                return again;
            }
            throw new Failure("bpf(BPF_PROG_LOAD)", -loaded, lastLine(log));
        }
    }

    /** The verifier ends with figures of its work; before them it says what is wrong. */
    private static String lastLine(MemorySegment log) {
        return log.getString(0, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("processed "))
                .reduce((_, last) -> last)
                .map(String::strip)
                .orElse("");
    }

    /** Attaches a program to the network namespace that this process is in. */
    static int attach(int program) throws Failure {
        int network = open(NETWORK);
        try (var arena = Arena.ofConfined()) {
            var attr = attributes(arena);
            attr.set(ValueLayout.JAVA_INT, 0, program);
            attr.set(ValueLayout.JAVA_INT, 4, network);
            attr.set(ValueLayout.JAVA_INT, 8, SK_LOOKUP);
            return call(LINK_CREATE, "BPF_LINK_CREATE", attr);
        } finally {
            close(List.of(network));
        }
    }

    /** Puts a program in the place of the one that is attached, in one step. */
    static void replace(int link, int program) throws Failure {
        try (var arena = Arena.ofConfined()) {
            var attr = attributes(arena);
            attr.set(ValueLayout.JAVA_INT, 0, link);
            attr.set(ValueLayout.JAVA_INT, 4, program);
            call(LINK_UPDATE, "BPF_LINK_UPDATE", attr);
        }
    }

    static void close(List<Integer> descriptors) {
        descriptors.forEach(Syscall::close);
    }

    private static MemorySegment attributes(Arena arena) {
        return arena.allocate(ATTR_BYTES, Long.BYTES);
    }

    private static MemorySegment copy(Arena arena, byte[] bytes) {
        var copy = arena.allocate(bytes.length, Long.BYTES);
        return copy.copyFrom(MemorySegment.ofArray(bytes));
    }

    private static int open(String path) throws Failure {
        try (var arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(path).address();
            int descriptor = (int) Syscall.OPENAT.call(AT_FDCWD, name, O_CLOEXEC);
            if (descriptor < 0) {
                throw new Failure("open(" + path + ")", -descriptor, "");
            }
            return descriptor;
        }
    }

    private static int call(int command, String name, MemorySegment attributes) throws Failure {
        int result = tryCall(command, attributes);
        if (result < 0) {
            throw new Failure("bpf(" + name + ")", -result, "");
        }
        return result;
    }

    /** A descriptor or 0, or the errno below zero. */
    private static int tryCall(int command, MemorySegment attributes) {
        return (int) Syscall.BPF.call(command, attributes.address(), attributes.byteSize());
    }
}
