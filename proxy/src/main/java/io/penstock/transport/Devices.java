package io.penstock.transport;

import io.netty.channel.ChannelException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.Socket;
import io.penstock.linux.Device;
import java.util.Optional;

/** Binds sockets that are none of ours to a network device or VRF, and tells whether that goes. */
public final class Devices {
    private Devices() {}

    /**
     * Lets a socket send and receive through that device alone; any thread.
     *
     * @param fd the socket, bound to no device yet
     * @return what stands in the way, in words for a log; empty if it is done
     */
    public static Optional<String> bind(int fd, String device) {
        int errno = Device.bind(fd, device);
        return errno == 0 ? Optional.empty() : Optional.of(Device.refusal(errno, device));
    }

    /**
     * What stands in the way of dialing through that device; empty if nothing. Opens a socket for a
     * moment.
     */
    public static Optional<String> obstacle(String device) {
        Epoll.ensureAvailability(); // before any loop has loaded the library
        Socket socket;
        try {
            socket = LinuxSocket.newSocketStream(SocketProtocolFamily.INET);
        } catch (ChannelException e) {
            return Optional.of("no socket: " + Failures.text(e));
        }
        try {
            return bind(socket.intValue(), device);
        } finally {
            PortListener.closeQuietly(socket);
        }
    }
}
