package io.penstock.linux;

import java.util.List;
import java.util.Optional;

/**
 * What ties a {@link SocketLookup} to this process's network namespace. It ends with this or with
 * the process, whatever happens to that. Any thread, but one at a time.
 */
public final class LookupLink implements AutoCloseable {
    private final int link;

    private LookupLink(int link) {
        this.link = link;
    }

    /** What became of a wish to attach. */
    public sealed interface Attaching {
        /** The program takes new connections from now on. The receiver closes it. */
        record Attached(LookupLink link) implements Attaching {}

        /** It does not. */
        record Refused(String reason) implements Attaching {}
    }

    /** Attaches a program. */
    public static Attaching attach(SocketLookup lookup) {
        try {
            return new Attaching.Attached(new LookupLink(Bpf.attach(lookup.program())));
        } catch (Bpf.Failure e) {
            return new Attaching.Refused(SocketLookup.told(e));
        }
    }

    /**
     * Puts another program in the place of the attached one, in one step: each arrival meets one of
     * the two.
     *
     * @return why not; then the old one stays
     */
    public Optional<String> replace(SocketLookup lookup) {
        try {
            Bpf.replace(link, lookup.program());
            return Optional.empty();
        } catch (Bpf.Failure e) {
            return Optional.of(SocketLookup.told(e));
        }
    }

    /** Detaches the program. Once. */
    @Override
    public void close() {
        Bpf.close(List.of(link));
    }
}
