package io.penstock.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code connect(2)} that answers with the errno, where Netty answers with a text. */
public final class Connect {
    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;
    private static final int SOCKADDR_IN = 16;
    private static final int SOCKADDR_IN6 = 28;
    private static final int IPV4_BYTES = 4;

    private static final ValueLayout.OfShort NETWORK_SHORT =
            ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

    private static final @Nullable MethodHandle CONNECT =
            Libc.find(
                            "connect",
                            Libc.intOf(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_INT),
                            Libc.captureErrno())
                    .orElse(null);

    private static final ThreadLocal<Call> CALL =
            ThreadLocal.withInitial(() -> new Call(Arena.ofAuto()));

    private Connect() {}

    /** Whether this system has it. */
    public static boolean available() {
        return CONNECT != null;
    }

    /** Why it does not, in words for a log; empty where it does. */
    public static Optional<String> reason() {
        return available()
                ? Optional.empty()
                : Optional.of("the C library has no connect: nothing can be dialed");
    }

    /**
     * Begins to connect a non-blocking TCP socket.
     *
     * @param fd the socket, of the family of the address
     * @param address 4 bytes for an {@code AF_INET} socket, 16 for {@code AF_INET6}, in network
     *     order
     * @param port 1 to 65535
     * @return 0 if it is connected, else the errno; EINPROGRESS (115) if that is to be seen
     * @throws IllegalStateException if it is not {@link #available()}
     */
    public static int begin(int fd, byte[] address, int port) {
        var connect = CONNECT;
        if (connect == null) {
            throw new IllegalStateException(reason().orElse(""));
        }
        var call = CALL.get();
        var to = address.length == IPV4_BYTES ? call.v4(address) : call.v6(address);
        to.set(NETWORK_SHORT, 2, (short) port);
        try {
            int result = (int) connect.invokeExact(call.errno, fd, to, (int) to.byteSize());
            return result == 0 ? 0 : Libc.errno(call.errno);
        } catch (Throwable e) {
            throw new AssertionError("connect is called as it was found", e);
        }
    }

    /** The memory of one thread's calls: to allocate it each time would cost more than the call. */
    private static final class Call {
        private final MemorySegment errno;
        private final MemorySegment inet;
        private final MemorySegment inet6;

        Call(Arena arena) {
            errno = arena.allocate(Libc.ERRNO);
            inet = arena.allocate(SOCKADDR_IN, Integer.BYTES);
            inet.set(ValueLayout.JAVA_SHORT, 0, AF_INET);
            inet6 = arena.allocate(SOCKADDR_IN6, Integer.BYTES);
            inet6.set(ValueLayout.JAVA_SHORT, 0, AF_INET6);
        }

        MemorySegment v4(byte[] address) {
            MemorySegment.copy(address, 0, inet, ValueLayout.JAVA_BYTE, 4, address.length);
            return inet;
        }

        MemorySegment v6(byte[] address) {
            MemorySegment.copy(address, 0, inet6, ValueLayout.JAVA_BYTE, 8, address.length);
            return inet6;
        }
    }
}
