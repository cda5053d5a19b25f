package io.penstock.linux;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Listening sockets that share a port of their own on a loopback address. */
final class LookupSockets implements AutoCloseable {
    private final List<Socket> sockets = new ArrayList<>();
    private final List<Socket> accepted = new ArrayList<>();
    private final InetSocketAddress address;

    LookupSockets(int number, String loopback) throws IOException {
        Epoll.ensureAvailability(); // loads Netty's library
        var ip = InetAddress.ofLiteral(loopback);
        var family =
                ip.getAddress().length == 4
                        ? SocketProtocolFamily.INET
                        : SocketProtocolFamily.INET6;
        int port = 0;
        for (int i = 0; i < number; i++) {
            var socket = LinuxSocket.newSocketStream(family);
            sockets.add(socket);
            socket.setReusePort(true);
            socket.bind(new InetSocketAddress(ip, port));
            socket.listen(128);
            port = socket.localAddress().getPort();
        }
        address = new InetSocketAddress(ip, port);
    }

    InetSocketAddress address() {
        return address;
    }

    SocketLookup.Taker taker() {
        return new SocketLookup.Taker(sockets.getFirst().intValue(), address.getPort());
    }

    /** How many wait at each socket; they are taken out. */
    List<Integer> arrived() throws IOException {
        var numbers = new ArrayList<Integer>();
        for (var socket : sockets) {
            int number = 0;
            for (int fd = socket.accept(new byte[26]); fd >= 0; number++) {
                accepted.add(new Socket(fd));
                fd = socket.accept(new byte[26]);
            }
            numbers.add(number);
        }
        return numbers;
    }

    /** This end of what was accepted last. */
    InetSocketAddress lastLocal() {
        return accepted.getLast().localAddress();
    }

    @Override
    public void close() throws IOException {
        for (var socket : accepted) {
            socket.close();
        }
        for (var socket : sockets) {
            socket.close();
        }
    }
}
