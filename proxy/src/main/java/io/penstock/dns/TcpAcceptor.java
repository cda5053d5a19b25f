package io.penstock.dns;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.penstock.net.IpPort;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections to one address of this host; closes at once what is over the bounds. */
@SuppressWarnings("FutureReturnValueIgnored") // registering on the own loop is done at once
final class TcpAcceptor extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(TcpAcceptor.class);
    private static final int MAX_MESSAGE = 65_535;
    private static final int LENGTH = 2;

    /** Small, so that one read brings few queries: what follows waits in the socket. */
    private static final int READ = 4096;

    private static final long PAUSE_SECONDS = 1;

    private final Responder responder;
    private final TcpConnections connections;
    private final DnsCounters counters;

    TcpAcceptor(Responder responder, TcpConnections connections, DnsCounters counters) {
        this.responder = responder;
        this.connections = connections;
        this.counters = counters;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var channel = (Channel) message;
        if (!(channel.remoteAddress() instanceof InetSocketAddress remote)
                || !(channel.localAddress() instanceof InetSocketAddress local)) {
            channel.unsafe().closeForcibly(); // gone before it was looked at
            return;
        }
        var client = IpPort.of(remote).ip();
        if (!connections.open(client)) {
            counters.countRefusedConnection();
            channel.unsafe().closeForcibly();
            return;
        }
        channel.closeFuture().addListener(_ -> connections.closed(client));
        channel.config().setRecvByteBufAllocator(new FixedRecvByteBufAllocator(READ));
        channel.pipeline()
                .addLast(
                        new LengthFieldBasedFrameDecoder(
                                MAX_MESSAGE + LENGTH, 0, LENGTH, 0, LENGTH),
                        new TcpHandler(responder, client, IpPort.of(local).ip()));
        context.channel().eventLoop().register(channel);
    }

    /** Out of descriptors: a listener that stays readable would spin, so it pauses. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.warn("dns tcp {}: {}", context.channel().localAddress(), cause.toString());
        var config = context.channel().config();
        config.setAutoRead(false);
        context.channel()
                .eventLoop()
                .schedule(() -> config.setAutoRead(true), PAUSE_SECONDS, TimeUnit.SECONDS);
    }
}
