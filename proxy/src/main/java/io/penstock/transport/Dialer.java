package io.penstock.transport;

import io.penstock.linux.Device;
import io.penstock.linux.Errno;
import io.penstock.linux.SocketOption;
import io.penstock.linux.SystemCallException;
import io.penstock.linux.TcpSocket;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.relay.Liveness;
import io.penstock.relay.Loop;
import io.penstock.relay.Wire;
import io.penstock.transport.Dial.Cause;
import java.util.function.Consumer;

/** Connects to addresses, on the loop of who asks. Has no state: one will do for all. */
public final class Dialer {
    /** A dialer. */
    public Dialer() {}

    /**
     * Begins to connect.
     *
     * @param loop the calling thread's; the leg will be on it
     * @param target an address and port that policy has allowed
     * @param from where the dial goes out
     * @param timeoutNanos how long to wait for an answer
     * @param done called once, on the loop, never from within this call; not after a {@link
     *     Dialing#cancel}
     */
    public Dialing dial(
            Loop loop, IpPort target, From from, long timeoutNanos, Consumer<Dial> done) {
        if (!loop.inLoop()) {
            throw new IllegalStateException("a dial is for the loop's own thread");
        }
        var attempt = new Attempt(loop, target, done);
        if (loop.isClosed()) {
            attempt.failLater(Cause.OTHER, "Penstock stops");
            return attempt;
        }
        try {
            var socket = open(loop, target.ip().isV4());
            connect(attempt, loop, socket, from, timeoutNanos);
        } catch (SystemCallException e) {
            attempt.failLater(cause(e.errno()), "no socket: " + Errno.text(e.errno()));
        }
        return attempt;
    }

    private static TcpSocket open(Loop loop, boolean v4) throws SystemCallException {
        try {
            return TcpSocket.open(v4);
        } catch (SystemCallException e) {
            if (Errno.isOutOfDescriptors(e.errno()) && loop.spareDescriptors()) {
                return TcpSocket.open(v4);
            }
            throw e;
        }
    }

    private static void connect(
            Attempt attempt, Loop loop, TcpSocket socket, From from, long timeoutNanos) {
        var wire = new Wire(loop, socket, attempt);
        int refused = toDevice(socket, from);
        if (refused != 0) {
            wire.close();
            attempt.failLater(cause(refused), Device.refusal(refused, from.device().orElseThrow()));
            return;
        }
        refused = prepare(socket, from);
        if (refused != 0) {
            wire.close();
            attempt.failLater(
                    cause(refused), "from " + describe(from) + ": " + Errno.text(refused));
            return;
        }
        attempt.connect(wire, timeoutNanos);
    }

    /** Through which device it goes out: 0, or the errno. */
    private static int toDevice(TcpSocket socket, From from) {
        return from.device().isPresent()
                ? Device.bind(socket.descriptor(), from.device().get())
                : 0;
    }

    /** From which address it goes out: 0, or the errno. */
    private static int prepare(TcpSocket socket, From from) {
        try {
            Liveness.hasten(socket);
            if (from.source().isPresent()) {
                // The port is chosen when the target is known, so one port serves many targets.
                socket.set(SocketOption.BIND_ADDRESS_NO_PORT, 1);
                socket.bind(new IpPort(from.source().get(), 0));
            }
            return 0;
        } catch (SystemCallException e) {
            return e.errno();
        }
    }

    private static String describe(From from) {
        return from.source().map(Ip::toString).orElse("any address")
                + from.device().map(device -> " on " + device).orElse("");
    }

    /** What an errno of socket, bind or a handshake means. */
    static Cause cause(int errno) {
        return switch (errno) {
            case Errno.ECONNREFUSED -> Cause.REFUSED;
            case Errno.ETIMEDOUT -> Cause.TIMED_OUT;
            case Errno.ENETUNREACH, Errno.EHOSTUNREACH, Errno.EHOSTDOWN, Errno.ENETDOWN ->
                    Cause.UNREACHABLE;
            case Errno.ECONNRESET -> Cause.RESET;
            case Errno.EADDRNOTAVAIL, Errno.ENODEV -> Cause.ADDRESS_NOT_AVAILABLE;
            case Errno.EMFILE, Errno.ENFILE, Errno.ENOBUFS, Errno.ENOMEM ->
                    Cause.OUT_OF_DESCRIPTORS;
            case Errno.EPERM, Errno.EACCES -> Cause.PERMISSION;
            default -> Cause.OTHER;
        };
    }
}
