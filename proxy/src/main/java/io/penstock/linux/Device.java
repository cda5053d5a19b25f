package io.penstock.linux;

import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;

/** Binds sockets to a network device or VRF, and answers with the errno. */
public final class Device {
    private static final int SOL_SOCKET = 1;
    private static final int SO_BINDTODEVICE = 25;

    private Device() {}

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
     * @param fd a socket of any kind
     * @return 0, or the errno
     */
    public static int bind(int fd, String name) {
        try (var arena = Arena.ofConfined()) {
            var value = arena.allocateFrom(name, StandardCharsets.UTF_8);
            long result =
                    Syscall.SETSOCKOPT.call(
                            fd, SOL_SOCKET, SO_BINDTODEVICE, value.address(), value.byteSize(), 0);
            return (int) -result;
        }
    }
}
