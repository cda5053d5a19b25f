package io.penstock.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.ScheduledFuture;
import io.penstock.net.Ip;
import io.penstock.resolver.Protocol;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection (RFC 7766): queries in a row, answered as the answers come. Reads no further while
 * many wait for an answer or the client does not take them, and closes when no whole query came for
 * a while, however busily single bytes do.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel
final class TcpHandler extends SimpleChannelInboundHandler<ByteBuf> {
    private static final int MAX_WAITING = 32;
    private static final int LENGTH = 2;
    private static final long IDLE_SECONDS = 10;

    private final Responder responder;
    private final Asker asker;
    private int waiting;
    private @Nullable ScheduledFuture<?> idle;

    TcpHandler(Responder responder, Ip client, Ip local) {
        this.responder = responder;
        this.asker = new Asker(client, local, Protocol.TCP);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        restartIdle(context);
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (idle != null) {
            idle.cancel(false);
        }
        context.fireChannelInactive();
    }

    private void restartIdle(ChannelHandlerContext context) {
        if (idle != null) {
            idle.cancel(false);
        }
        idle = context.executor().schedule(() -> context.close(), IDLE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
        restartIdle(context);
        waiting++;
        responder.respond(ByteBufUtil.getBytes(frame), asker, reply -> replied(context, reply));
        readOrWait(context);
    }

    private void replied(ChannelHandlerContext context, Optional<byte[]> reply) {
        waiting--;
        if (reply.isEmpty()) { // no query at all
            context.close();
            return;
        }
        if (context.channel().isActive()) {
            int length = reply.get().length;
            context.writeAndFlush(
                    Unpooled.buffer(LENGTH + length).writeShort(length).writeBytes(reply.get()));
            readOrWait(context);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        readOrWait(context);
        context.fireChannelWritabilityChanged();
    }

    private void readOrWait(ChannelHandlerContext context) {
        var channel = context.channel();
        channel.config().setAutoRead(waiting < MAX_WAITING && channel.isWritable());
    }

    /** A reset, or a frame that cannot be: the client's business. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
