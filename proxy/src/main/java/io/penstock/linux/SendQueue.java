package io.penstock.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a TCP socket has sent or is to send and its peer's kernel has not acknowledged. */
public final class SendQueue {
    private static final long SIOCOUTQ = 0x5411;

    private static final @Nullable MethodHandle IOCTL =
            Libc.find(
                            "ioctl",
                            Libc.intOf(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.ADDRESS),
                            Linker.Option.firstVariadicArg(2))
                    .orElse(null);

    private SendQueue() {}

    /** Whether this system can tell. */
    public static boolean available() {
        return IOCTL != null;
    }

    /** Why it cannot, in words for a log; empty where it can. */
    public static Optional<String> reason() {
        return available()
                ? Optional.empty()
                : Optional.of("the C library has no ioctl: deliveries cannot be awaited");
    }

    /**
     * The bytes in the send queue, with a FIN counted as one (tcp(7), {@code SIOCOUTQ}).
     *
     * @param fd an open TCP socket
     * @return 0 or more; -1 where the kernel does not say
     */
    public static int unacknowledged(int fd) {
        var ioctl = IOCTL;
        if (ioctl == null) {
            return -1;
        }
        try (var arena = Arena.ofConfined()) {
            var bytes = arena.allocate(ValueLayout.JAVA_INT);
            int result = (int) ioctl.invokeExact(fd, SIOCOUTQ, bytes);
            return result < 0 ? -1 : bytes.get(ValueLayout.JAVA_INT, 0);
        } catch (Throwable e) {
            throw new AssertionError("ioctl is called as it was found", e);
        }
    }
}
