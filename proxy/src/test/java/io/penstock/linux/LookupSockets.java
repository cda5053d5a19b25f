package io.penstock.linux;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Listening sockets that share a port of their own on a loopback address. */
final class LookupSockets implements AutoCloseable {
    private final List<TcpSocket> sockets = new ArrayList<>();
    private final List<TcpSocket> accepted = new ArrayList<>();
    private final IpPort address;

    LookupSockets(int number, String loopback) throws SystemCallException {
        var at = new IpPort(Ip.of(InetAddress.ofLiteral(loopback)), 0);
        for (int i = 0; i < number; i++) {
            var socket = TcpSocket.open(at.ip().isV4());
            sockets.add(socket);
            socket.set(SocketOption.REUSE_PORT, 1);
            socket.bind(at);
            socket.listen(128);
            at = socket.local();
        }
        address = at;
    }

    InetSocketAddress address() {
        return address.toSocketAddress();
    }

    SocketLookup.Taker taker() {
        return new SocketLookup.Taker(sockets.getFirst().descriptor(), address.port());
    }

    /** How many wait at each socket; they are taken out. */
    List<Integer> arrived() {
        var numbers = new ArrayList<Integer>();
        var from = new Sockaddr();
        for (var socket : sockets) {
            int number = 0;
            for (int fd = socket.accept(from); fd >= 0; number++) {
                accepted.add(TcpSocket.of(fd));
                fd = socket.accept(from);
            }
            numbers.add(number);
        }
        return numbers;
    }

    /** This end of what was accepted last. */
    InetSocketAddress lastLocal() throws SystemCallException {
        return accepted.getLast().local().toSocketAddress();
    }

    @Override
    public void close() {
        accepted.forEach(TcpSocket::close);
        sockets.forEach(TcpSocket::close);
    }
}
