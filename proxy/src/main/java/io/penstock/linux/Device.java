package io.penstock.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Binds sockets to a network device or VRF, and answers with the errno. */
public final class Device {
    private static final int SOL_SOCKET = 1;
    private static final int SO_BINDTODEVICE = 25;

    private static final @Nullable MethodHandle SETSOCKOPT =
            Libc.find(
                            "setsockopt",
                            Libc.intOf(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_INT),
                            Libc.captureErrno())
                    .orElse(null);

    private Device() {}

    /** Whether this system has it. */
    public static boolean available() {
        return SETSOCKOPT != null;
    }

    /** Why it does not, in words for a log; empty where it does. */
    public static Optional<String> reason() {
        return available()
                ? Optional.empty()
                : Optional.of("the C library has no setsockopt: no device can be bound");
    }

    /** What {@link #bind} was refused for, in words for a log. */
    public static String refusal(int errno, String name) {
        return switch (errno) {
            case Errno.ENODEV -> "this host has no interface `" + name + "`";
            case Errno.EPERM, Errno.EACCES ->
                    "the system does not let Penstock bind a socket to the interface `"
                            + name
                            + "`: before Linux 5.7 that needs the capability NET_RAW";
            default -> "the interface `" + name + "`: " + Errno.text(errno);
        };
    }

    /**
     * Lets a socket send and receive through that device alone (socket(7), {@code
     * SO_BINDTODEVICE}). Since Linux 5.7 no right is needed for a socket that is bound to none.
     *
     * @return 0, or the errno
     * @throws IllegalStateException if it is not {@link #available()}
     */
    public static int bind(int fd, String name) {
        var setsockopt = SETSOCKOPT;
        if (setsockopt == null) {
            throw new IllegalStateException(reason().orElse(""));
        }
        try (var arena = Arena.ofConfined()) {
            var errno = arena.allocate(Libc.ERRNO);
            var value = arena.allocateFrom(name, StandardCharsets.UTF_8);
            int result =
                    (int)
                            setsockopt.invokeExact(
                                    errno,
                                    fd,
                                    SOL_SOCKET,
                                    SO_BINDTODEVICE,
                                    value,
                                    (int) value.byteSize());
            return result == 0 ? 0 : Libc.errno(errno);
        } catch (Throwable e) {
            throw new AssertionError("setsockopt is called as it was found", e);
        }
    }
}
