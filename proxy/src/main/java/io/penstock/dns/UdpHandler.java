package io.penstock.dns;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.penstock.net.Ip;
import io.penstock.resolver.Protocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Datagrams to one address of this host. What the socket cannot take at once is not sent. */
@SuppressWarnings("FutureReturnValueIgnored") // nobody learns what becomes of a datagram
final class UdpHandler extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final Logger LOG = LoggerFactory.getLogger(UdpHandler.class);

    private final Responder responder;
    private final Ip local;

    UdpHandler(Responder responder, Ip local) {
        this.responder = responder;
        this.local = local;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        var sender = packet.sender();
        if (sender.getPort() == 0) { // forged: nothing can be sent there
            return;
        }
        var asker = new Asker(Ip.of(sender.getAddress()), local, Protocol.UDP);
        responder.respond(
                ByteBufUtil.getBytes(packet.content()),
                asker,
                reply -> {
                    if (reply.isPresent() && context.channel().isWritable()) {
                        var bytes = Unpooled.wrappedBuffer(reply.get());
                        context.writeAndFlush(new DatagramPacket(bytes, sender));
                    }
                });
    }

    /** A bug of ours, or an error of the socket: neither may end the server. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.warn("dns udp {}: {}", local, cause.toString());
    }
}
