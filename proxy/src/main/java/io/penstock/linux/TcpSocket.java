package io.penstock.linux;

import io.penstock.net.IpPort;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * A TCP socket that never waits, from its opening to its end, by the kernel's own calls: none is
 * made that was not asked for, and what may well fail answers with an errno instead of an
 * exception. What else moves bytes is elsewhere. One thread at a time, not always the same. Whoever
 * opens it closes it.
 */
public final class TcpSocket implements AutoCloseable {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_STREAM = 1;
    private static final int NONBLOCK_CLOEXEC = 0x80800;
    private static final int SHUT_WR = 1;

    private static final int NOSIGNAL_MORE = 0xc000;

    private static final int SOL_SOCKET = 1;
    private static final int SO_ERROR = 4;
    private static final int SO_LINGER = 13;
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;
    private static final int TCP_INFO_BYTES = 8; // of many more

    private static final long SIOCOUTQ = 0x5411;

    private static final int CLOSED = -1;

    /** The memory of one thread's calls: to allocate it each time would cost more than the call. */
    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private int fd;

    private TcpSocket(int fd) {
        this.fd = fd;
    }

    /** Whether this system has such sockets. */
    public static boolean available() {
        return Syscall.available();
    }

    /** Why it has not, in words for a log; empty where it has. */
    public static Optional<String> reason() {
        return Syscall.reason();
    }

    /**
     * A new one.
     *
     * @param v4 for IPv4; else for IPv6
     */
    public static TcpSocket open(boolean v4) throws SystemCallException {
        int family = v4 ? AF_INET : AF_INET6;
        long fd = Syscall.SOCKET.call(family, SOCK_STREAM | NONBLOCK_CLOEXEC, 0);
        return new TcpSocket(demand(fd, "socket"));
    }

    /** The descriptor. */
    public int descriptor() {
        return fd;
    }

    /** Sets an option. */
    public void set(SocketOption option, int value) throws SystemCallException {
        var scratch = SCRATCH.get();
        scratch.value.set(ValueLayout.JAVA_INT, 0, value);
        set(option.level(), option.number(), scratch.value, Integer.BYTES);
    }

    /** Asks for an option. */
    public int get(SocketOption option) throws SystemCallException {
        return get(option.level(), option.number(), Integer.BYTES).get(ValueLayout.JAVA_INT, 0);
    }

    private void set(int level, int option, MemorySegment value, int bytes)
            throws SystemCallException {
        demand(Syscall.SETSOCKOPT.call(fd, level, option, value.address(), bytes, 0), "setsockopt");
    }

    /** Has {@link #close} send a reset, and throw away what was not sent. */
    public void resetOnClose() throws SystemCallException {
        var scratch = SCRATCH.get();
        scratch.value.set(ValueLayout.JAVA_INT, 0, 1); // struct linger: on, for 0 seconds
        scratch.value.set(ValueLayout.JAVA_INT, Integer.BYTES, 0);
        set(SOL_SOCKET, SO_LINGER, scratch.value, 2 * Integer.BYTES);
    }

    /** Gives it a source address; port 0 for a free one. */
    public void bind(IpPort address) throws SystemCallException {
        var sockaddr = SCRATCH.get().sockaddr;
        int length = sockaddr.put(address);
        demand(Syscall.BIND.call(fd, sockaddr.address(), length), "bind");
    }

    /**
     * Listens.
     *
     * @param backlog so many may wait to be accepted; the kernel cuts it to net.core.somaxconn
     */
    public void listen(int backlog) throws SystemCallException {
        demand(Syscall.LISTEN.call(fd, backlog, 0), "listen");
    }

    /**
     * Takes a client that waits.
     *
     * @param from where to write who it is
     * @return its descriptor, which is the caller's; negative the errno, {@code -EAGAIN} if nobody
     *     waits
     */
    public int accept(Sockaddr from) {
        from.clear();
        return (int)
                Syscall.ACCEPT4.call(
                        fd, from.address(), from.lengthAddress(), NONBLOCK_CLOEXEC, 0, 0);
    }

    /** Takes charge of a descriptor of {@link #accept}. */
    public static TcpSocket of(int fd) {
        return new TcpSocket(fd);
    }

    /**
     * Begins to connect.
     *
     * @return 0 if it is connected, else the errno; EINPROGRESS (115) if that is to be seen
     */
    public int connect(IpPort to) {
        var sockaddr = SCRATCH.get().sockaddr;
        int length = sockaddr.put(to);
        return (int) -Syscall.CONNECT.call(fd, sockaddr.address(), length);
    }

    /** This end. */
    public IpPort local() throws SystemCallException {
        var sockaddr = SCRATCH.get().sockaddr;
        sockaddr.clear();
        demand(
                Syscall.GETSOCKNAME.call(fd, sockaddr.address(), sockaddr.lengthAddress()),
                "getsockname");
        return sockaddr.get();
    }

    /**
     * Sends what more follows at once: the kernel keeps the last part of it until then, so that
     * both leave in one packet (send(2), {@code MSG_MORE}).
     *
     * @return the bytes taken, or the negative errno
     */
    public int sendMore(long address, int bytes) {
        return (int) Syscall.SENDTO.call(fd, address, bytes, NOSIGNAL_MORE, 0, 0);
    }

    /** Sends a FIN: 0, or the errno. */
    public int finish() {
        return (int) -Syscall.SHUTDOWN.call(fd, SHUT_WR, 0);
    }

    /** The error that waits (errno), which is thereby taken away; 0 for none. */
    public int takeError() {
        try {
            return get(SOL_SOCKET, SO_ERROR, Integer.BYTES).get(ValueLayout.JAVA_INT, 0);
        } catch (SystemCallException e) {
            throw new IllegalStateException("an open socket has SO_ERROR", e);
        }
    }

    /** The state of TCP (include/net/tcp_states.h). */
    public int state() throws SystemCallException {
        return get(IPPROTO_TCP, TCP_INFO, TCP_INFO_BYTES).get(ValueLayout.JAVA_BYTE, 0);
    }

    private MemorySegment get(int level, int option, int bytes) throws SystemCallException {
        var scratch = SCRATCH.get();
        scratch.length.set(ValueLayout.JAVA_INT, 0, bytes);
        demand(
                Syscall.GETSOCKOPT.call(
                        fd, level, option, scratch.value.address(), scratch.length.address(), 0),
                "getsockopt");
        return scratch.value;
    }

    /**
     * What it has sent or is to send and its peer's kernel has not acknowledged, with a FIN counted
     * as one byte (tcp(7), {@code SIOCOUTQ}).
     *
     * @return 0 or more; -1 where the kernel does not say
     */
    public int unacknowledged() {
        var scratch = SCRATCH.get();
        long result = Syscall.IOCTL.call(fd, SIOCOUTQ, scratch.value.address());
        return result < 0 ? -1 : scratch.value.get(ValueLayout.JAVA_INT, 0);
    }

    /** Whether it was not closed. */
    public boolean isOpen() {
        return fd != CLOSED;
    }

    /** Lets go of the descriptor, which is the caller's to close. It is closed for all others. */
    public int release() {
        int mine = fd;
        fd = CLOSED;
        return mine;
    }

    /** Gives a {@link #release released} descriptor back to the kernel. */
    public static void close(int released) {
        Syscall.close(released);
    }

    /** Gives it back to the kernel. A second call does nothing. */
    @Override
    public void close() {
        if (isOpen()) {
            close(release());
        }
    }

    @Override
    public String toString() {
        return isOpen() ? "socket " + fd : "closed socket";
    }

    private static int demand(long result, String call) throws SystemCallException {
        if (result < 0) {
            throw new SystemCallException(call, (int) -result);
        }
        return (int) result;
    }

    private static final class Scratch {
        private final Sockaddr sockaddr = new Sockaddr();
        private final MemorySegment value = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);
        private final MemorySegment length = Arena.ofAuto().allocate(Integer.BYTES, Integer.BYTES);
    }
}
