package io.penstock.load.traffic;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;

/**
 * The system calls of the load generator, on plain descriptors: what is measured is the proxy, so
 * the generator must cost next to nothing. Constants are Linux's, the same on x86_64 and aarch64.
 */
final class Linux {
    static final int EPOLLIN = 1;
    private static final int AF_INET = 2;
    private static final int SOCK_STREAM = 1;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_NODELAY = 1;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int PR_SET_TIMERSLACK = 29;
    private static final int EINTR = 4;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;
    private static final ValueLayout.OfShort NETWORK_SHORT =
            ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final MemoryLayout ERRNO = Linker.Option.captureStateLayout();

    private static final MethodHandle SOCKET = call("socket", INT, INT, INT, INT);
    private static final MethodHandle CONNECT = call("connect", INT, INT, POINTER, INT);
    private static final MethodHandle SETSOCKOPT =
            call("setsockopt", INT, INT, INT, INT, POINTER, INT);
    private static final MethodHandle SEND = call("send", LONG, INT, POINTER, LONG, INT);
    private static final MethodHandle RECV = call("recv", LONG, INT, POINTER, LONG, INT);
    private static final MethodHandle CLOSE = call("close", INT, INT);
    private static final MethodHandle EPOLL_CREATE = call("epoll_create1", INT, INT);
    private static final MethodHandle EPOLL_CTL = call("epoll_ctl", INT, INT, INT, INT, POINTER);
    private static final MethodHandle EPOLL_WAIT =
            call("epoll_pwait2", INT, INT, POINTER, INT, POINTER, POINTER);
    private static final MethodHandle PRCTL = call("prctl", INT, INT, LONG);

    private Linux() {}

    @SuppressWarnings("restricted") // the launcher allows native access
    private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... parameters) {
        var linker = Linker.nativeLinker();
        var address = linker.defaultLookup().findOrThrow(name);
        return linker.downcallHandle(
                address,
                FunctionDescriptor.of(result, parameters),
                Linker.Option.captureCallState("errno"));
    }

    /** One call, whose errno lies in memory of its own. */
    @FunctionalInterface
    private interface Call {
        long with(MemorySegment errno) throws Throwable;
    }

    private static long checked(String name, MemorySegment errno, Call call) throws IOException {
        while (true) {
            long result;
            try {
                result = call.with(errno);
            } catch (Throwable e) {
                throw new AssertionError(name + " is called as it was found", e);
            }
            if (result >= 0) {
                return result;
            }
            int number = errno.get(INT, 0);
            if (number != EINTR) {
                throw new IOException(name + ": errno " + number);
            }
        }
    }

    /** Memory for the errno of one thread's calls. */
    static MemorySegment errno(Arena arena) {
        return arena.allocate(ERRNO);
    }

    /** Has the calling thread woken when its time-outs are over, and not 50 µs later. */
    static void wakePrecisely(MemorySegment errno) throws IOException {
        checked("prctl", errno, e -> (int) PRCTL.invokeExact(e, PR_SET_TIMERSLACK, 1L));
    }

    /** Connects, and waits until it is. */
    static int connect(MemorySegment errno, byte[] address, int port) throws IOException {
        try (var arena = Arena.ofConfined()) {
            int fd =
                    (int)
                            checked(
                                    "socket",
                                    errno,
                                    e -> (int) SOCKET.invokeExact(e, AF_INET, SOCK_STREAM, 0));
            var to = arena.allocate(16, 4);
            to.set(ValueLayout.JAVA_SHORT, 0, (short) AF_INET);
            to.set(NETWORK_SHORT, 2, (short) port);
            MemorySegment.copy(address, 0, to, ValueLayout.JAVA_BYTE, 4, 4);
            var one = arena.allocateFrom(INT, 1);
            try {
                checked(
                        "setsockopt",
                        errno,
                        e -> (int) SETSOCKOPT.invokeExact(e, fd, IPPROTO_TCP, TCP_NODELAY, one, 4));
                checked("connect", errno, e -> (int) CONNECT.invokeExact(e, fd, to, 16));
            } catch (IOException e) {
                close(errno, fd);
                throw e;
            }
            return fd;
        }
    }

    /** Sends all of it, which has to fit into the socket's buffer. */
    static void send(MemorySegment errno, int fd, MemorySegment bytes) throws IOException {
        long sent =
                checked(
                        "send",
                        errno,
                        e ->
                                (long)
                                        SEND.invokeExact(
                                                e,
                                                fd,
                                                bytes,
                                                bytes.byteSize(),
                                                MSG_DONTWAIT | MSG_NOSIGNAL));
        if (sent != bytes.byteSize()) {
            throw new IOException("send: took " + sent + " bytes of " + bytes.byteSize());
        }
    }

    /** Receives what is there, or waits for something where the flag says so; 0 for the end. */
    static int receive(MemorySegment errno, int fd, MemorySegment buffer, boolean waiting)
            throws IOException {
        int flags = waiting ? 0 : MSG_DONTWAIT;
        return (int)
                checked(
                        "recv",
                        errno,
                        e -> (long) RECV.invokeExact(e, fd, buffer, buffer.byteSize(), flags));
    }

    static void close(MemorySegment errno, int fd) throws IOException {
        checked("close", errno, e -> (int) CLOSE.invokeExact(e, fd));
    }

    static int epoll(MemorySegment errno) throws IOException {
        return (int) checked("epoll_create1", errno, e -> (int) EPOLL_CREATE.invokeExact(e, 0));
    }

    /**
     * Adds a descriptor to be watched for {@link #EPOLLIN}.
     *
     * @param event of {@link EpollEvents}, filled in
     */
    static void add(MemorySegment errno, int epoll, int fd, MemorySegment event)
            throws IOException {
        checked(
                "epoll_ctl",
                errno,
                e -> (int) EPOLL_CTL.invokeExact(e, epoll, EPOLL_CTL_ADD, fd, event));
    }

    /** Waits for events; how many there are, 0 when the time is over. */
    static int await(
            MemorySegment errno, int epoll, MemorySegment events, int most, MemorySegment timeout)
            throws IOException {
        return (int)
                checked(
                        "epoll_pwait2",
                        errno,
                        e ->
                                (int)
                                        EPOLL_WAIT.invokeExact(
                                                e,
                                                epoll,
                                                events,
                                                most,
                                                timeout,
                                                MemorySegment.NULL));
    }
}
