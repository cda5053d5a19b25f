package io.penstock.dns;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.penstock.net.IpPort;
import io.penstock.resolver.Protocol;
import io.penstock.transport.BindFailure;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

/** The two sockets of one concrete address. Confined to its loop, which it is opened on. */
@SuppressWarnings("FutureReturnValueIgnored") // on its own loop all of it is done at once
final class Listener {
    /** The result of opening one. */
    sealed interface Opened {
        /** It listens. */
        record Listening(Listener listener) implements Opened {}

        /** One of the sockets could not be bound; none is left open. */
        record Failed(DnsBind.Failed failure) implements Opened {}
    }

    private static final int MAX_QUERY = 4096;
    private static final int TRIES = 16;

    private final IpPort address;
    private final List<Channel> channels;

    private Listener(IpPort address, List<Channel> channels) {
        this.address = address;
        this.channels = channels;
    }

    /** Opens both sockets, on one port. Port 0: one that is free for both. */
    static Opened open(
            EventLoop loop,
            IpPort at,
            Supplier<ChannelHandler> datagrams,
            Supplier<ChannelHandler> streams) {
        for (int i = 1; ; i++) {
            var opened = openOnce(loop, at, datagrams, streams);
            boolean again =
                    at.port() == 0
                            && i < TRIES
                            && opened instanceof Opened.Failed(var failure)
                            && failure.cause() == BindFailure.ADDRESS_IN_USE;
            if (!again) {
                return opened;
            }
        }
    }

    private static Opened openOnce(
            EventLoop loop,
            IpPort at,
            Supplier<ChannelHandler> datagrams,
            Supplier<ChannelHandler> streams) {
        var family = at.ip().isV4() ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
        Channel tcp = new EpollServerSocketChannel(family);
        tcp.pipeline().addLast(streams.get());
        loop.register(tcp);
        var listening = tcp.bind(at.toSocketAddress());
        if (!(tcp.localAddress() instanceof InetSocketAddress bound) || !listening.isSuccess()) {
            tcp.close();
            return failed(at, Protocol.TCP, listening.cause());
        }
        var address = IpPort.of(bound);
        Channel udp = new EpollDatagramChannel(family);
        udp.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(MAX_QUERY));
        udp.pipeline().addLast(datagrams.get());
        loop.register(udp);
        var open = udp.bind(address.toSocketAddress());
        if (!open.isSuccess()) {
            udp.close();
            tcp.close();
            return failed(address, Protocol.UDP, open.cause());
        }
        return new Opened.Listening(new Listener(address, List.of(tcp, udp)));
    }

    private static Opened failed(IpPort address, Protocol protocol, Throwable cause) {
        var failure = BindFailure.of(cause);
        var text = cause.getMessage() + failure.remedy(address);
        return new Opened.Failed(new DnsBind.Failed(address, protocol, failure, text));
    }

    /** Where it listens. */
    IpPort address() {
        return address;
    }

    /** Closes both sockets; connections that were accepted live on until they end. */
    void close() {
        channels.forEach(Channel::close);
    }
}
