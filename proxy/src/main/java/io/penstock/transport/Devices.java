package io.penstock.transport;

import io.penstock.linux.Device;
import io.penstock.linux.Errno;
import io.penstock.linux.SystemCallException;
import io.penstock.linux.TcpSocket;
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
        try (var socket = TcpSocket.open(true)) {
            return bind(socket.descriptor(), device);
        } catch (SystemCallException e) {
            return Optional.of("no socket: " + Errno.text(e.errno()));
        }
    }
}
