package io.penstock.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's socket lookup (BPF_PROG_TYPE_SK_LOOKUP, Linux 5.9): a program that hands new TCP
 * connections to whole ranges of addresses and ports to one listener. Established connections are
 * found before it and never touched. First loaded, then attached with a {@link LookupLink}; its
 * maps live as long as the program. Any thread, but one at a time.
 */
public final class SocketLookup implements AutoCloseable {
    private final int program;

    private SocketLookup(int program) {
        this.program = program;
    }

    /**
     * A listening socket that takes what is found.
     *
     * @param fd its descriptor; all that share its port share the arrivals
     * @param port where it listens on 127.0.0.1 or {@code ::1}; who goes there directly is refused
     *     while the program is attached
     */
    public record Taker(int fd, int port) {}

    /** What became of a wish to load. */
    public sealed interface Loading {
        /** It is loaded, and takes nothing yet. The receiver closes it. */
        record Loaded(SocketLookup lookup) implements Loading {}

        /** It is not; nothing is left open. */
        record Refused(String reason) implements Loading {}
    }

    /** Tried once: loaded, attached, and closed again. */
    private static final class Attempt {
        private static final Optional<String> REASON = reason();

        private Attempt() {}

        private static Optional<String> reason() {
            if (!Syscall.available()) {
                return Syscall.reason();
            }
            return switch (load(new LookupTable(), Optional.empty(), Optional.empty())) {
                case Loading.Refused(var why) -> Optional.of(why);
                case Loading.Loaded(var lookup) -> {
                    try (lookup) {
                        yield switch (LookupLink.attach(lookup)) {
                            case LookupLink.Attaching.Refused(var why) -> Optional.of(why);
                            case LookupLink.Attaching.Attached(var link) -> {
                                link.close();
                                yield Optional.empty();
                            }
                        };
                    }
                }
            };
        }
    }

    /** Whether this kernel has it and lets this process use it. The first call tries. */
    public static boolean available() {
        return Attempt.REASON.isEmpty();
    }

    /** Why it cannot be used: the call that failed, its errno, what is missing. */
    public static Optional<String> reason() {
        return Attempt.REASON;
    }

    /**
     * Loads a program with maps of its own.
     *
     * @param v4 takes what comes to addresses of IPv4, if any are in the table
     * @param v6 takes what comes to addresses of IPv6
     */
    public static Loading load(LookupTable table, Optional<Taker> v4, Optional<Taker> v6) {
        var maps = new ArrayList<Integer>();
        try {
            int prefixes = prefixes(table, maps);
            int ports = ports(table, maps);
            int sockets = sockets(v4, v6, maps);
            var code =
                    LookupCode.of(
                            prefixes,
                            ports,
                            sockets,
                            v4.map(Taker::port).orElse(0),
                            v6.map(Taker::port).orElse(0));
            return new Loading.Loaded(new SocketLookup(Bpf.loadProgram(code)));
        } catch (Bpf.Failure e) {
            return new Loading.Refused(told(e));
        } finally {
            Bpf.close(maps); // the program holds them
        }
    }

    private static int prefixes(LookupTable table, List<Integer> maps) throws Bpf.Failure {
        int map =
                create(
                        Bpf.LPM_TRIE,
                        LookupCode.KEY_BYTES,
                        Integer.BYTES,
                        table.prefixes(),
                        Bpf.NO_PREALLOC,
                        maps);
        table.eachPrefix((key, value) -> Bpf.put(map, key, value));
        return map;
    }

    private static int ports(LookupTable table, List<Integer> maps) throws Bpf.Failure {
        int map = create(Bpf.ARRAY, Integer.BYTES, LookupCode.PORTS_BYTES, table.sets(), 0, maps);
        table.eachSet((key, value) -> Bpf.put(map, key, value));
        return map;
    }

    private static int sockets(Optional<Taker> v4, Optional<Taker> v6, List<Integer> maps)
            throws Bpf.Failure {
        int map = create(Bpf.SOCKMAP, Integer.BYTES, Integer.BYTES, LookupCode.SLOTS, 0, maps);
        if (v4.isPresent()) {
            Bpf.put(map, number(LookupCode.V4_SLOT), number(v4.get().fd()));
        }
        if (v6.isPresent()) {
            Bpf.put(map, number(LookupCode.V6_SLOT), number(v6.get().fd()));
        }
        return map;
    }

    private static byte[] number(int number) {
        return LookupTable.number(number);
    }

    private static int create(
            int type, int keyBytes, int valueBytes, int entries, int flags, List<Integer> maps)
            throws Bpf.Failure {
        int map = Bpf.createMap(type, keyBytes, valueBytes, Math.max(entries, 1), flags);
        maps.add(map);
        return map;
    }

    /** The failure, and what to do about it as far as that is known. */
    static String told(Bpf.Failure failure) {
        var why =
                switch (failure.errno()) {
                    case Errno.EPERM, Errno.EACCES -> "; " + Capabilities.forSocketLookup();
                    case Errno.EINVAL, Errno.ENOSYS -> "; it needs Linux 5.9 or newer";
                    default -> "";
                };
        return failure.getMessage() + why;
    }

    int program() {
        return program;
    }

    /** Drops our hold on the program; where it is attached it stays. Once. */
    @Override
    public void close() {
        Bpf.close(List.of(program));
    }
}
