package io.penstock.relay;

import io.netty.channel.unix.FileDescriptor;
import io.penstock.linux.Errno;
import io.penstock.linux.TcpSocket;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;

/**
 * A socket as Netty knows it: its epoll asks for the number and whether that is still open, and its
 * calls move the bytes. A call of the foreign-function API that gives the errno makes an object,
 * unless the compiler has put all of it into its caller; {@link #receive} and {@link #send} make
 * none.
 */
final class Descriptor extends FileDescriptor {
    private final TcpSocket socket;

    Descriptor(TcpSocket socket) {
        super(socket.descriptor());
        this.socket = socket;
    }

    /** Reads to memory: bytes, 0 for nothing there, {@link Wire#END} or {@link Wire#GONE}. */
    int receive(long address, int from, int to) {
        try {
            return readAddress(address, from, to);
        } catch (IOException | NotYetConnectedException e) {
            return Wire.GONE;
        }
    }

    /** Writes from memory: the bytes taken, or {@link Wire#GONE}. */
    int send(long address, int from, int to) {
        try {
            return writeAddress(address, from, to);
        } catch (IOException | NotYetConnectedException e) {
            return Wire.GONE;
        }
    }

    /** Likewise, if a FIN is sent right after it: both leave in one packet. */
    int sendBeforeFin(long address, int from, int to) {
        int taken = socket.sendMore(address + from, to - from);
        return taken == -Errno.EAGAIN ? 0 : taken < 0 ? Wire.GONE : taken;
    }

    @Override
    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public void close() {
        socket.close();
    }
}
