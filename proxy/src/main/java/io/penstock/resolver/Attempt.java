package io.penstock.resolver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.transport.Devices;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One message to one server, on a socket of its own: the kernel chooses a port that nobody can
 * guess, lets in only what comes from that server, and tells at once when nobody listens there. A
 * message that does not answer the query is passed over, since anybody can forge a datagram.
 * Confined to its event loop; its socket is closed with its result.
 */
@SuppressWarnings("FutureReturnValueIgnored") // registering is done at once, closing tells nobody
final class Attempt {
    /** What became of it. */
    sealed interface Result {
        /** The server's answer, whatever it says. */
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Answered(byte[] message) implements Result {}

        /** Nothing in time, or nothing that answered. */
        record Silent(boolean sentWrong) implements Result {}

        /** It could not be asked. */
        record Unreachable(String text) implements Result {}
    }

    private static final int MAX_DATAGRAM = 4096;
    private static final int MAX_MESSAGE = 65_535;
    private static final int LENGTH = 2;

    private final byte[] query;
    private final Consumer<Result> done;
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> deadline;
    private boolean sentWrong;
    private boolean over;

    private Attempt(byte[] query, Consumer<Result> done) {
        this.query = query;
        this.done = done;
    }

    /**
     * Sends the message; on the loop.
     *
     * @param query with its id
     * @param done called once on the loop; never before this returns
     */
    static Attempt start(
            EventLoop loop, byte[] query, Via via, long timeoutMillis, Consumer<Result> done) {
        var attempt = new Attempt(query, done);
        attempt.deadline = loop.schedule(attempt::giveUp, timeoutMillis, TimeUnit.MILLISECONDS);
        loop.execute(() -> attempt.open(loop, via));
        return attempt;
    }

    /** Whom to ask, how, and from where. */
    record Via(IpPort server, Protocol protocol, Servers servers) {}

    private void open(EventLoop loop, Via via) {
        if (over) {
            return;
        }
        if (!via.servers.reaches(via.server)) {
            finish(new Result.Unreachable("no source address of its IP version"));
            return;
        }
        try {
            var opened = channel(via);
            channel = opened;
            int fd = ((UnixChannel) opened).fd().intValue();
            var refused = via.servers.device().flatMap(device -> Devices.bind(fd, device));
            if (refused.isPresent()) {
                finish(new Result.Unreachable(refused.get()));
                return;
            }
            loop.register(opened);
            @Nullable SocketAddress source =
                    via.servers.sourceFor(via.server).map(Attempt::anyPort).orElse(null);
            opened.connect(via.server.toSocketAddress(), source)
                    .addListener(connected -> {
                        if (connected.isSuccess()) {
                            send(opened, via.protocol);
                        } else {
                            finish(new Result.Unreachable(text(connected.cause())));
                        }
                    });
        } catch (ChannelException e) {
            finish(new Result.Unreachable(text(e.getCause() == null ? e : e.getCause())));
        }
    }

    private Channel channel(Via via) {
        var family =
                via.server.ip().isV4() ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
        Channel made =
                switch (via.protocol) {
                    case UDP -> new EpollDatagramChannel(family);
                    case TCP -> new EpollSocketChannel(family);
                };
        switch (via.protocol) {
            case UDP ->
                    made.config()
                            .setRecvByteBufAllocator(new FixedRecvByteBufAllocator(MAX_DATAGRAM));
            case TCP ->
                    made.pipeline()
                            .addLast(
                                    new LengthFieldBasedFrameDecoder(
                                            MAX_MESSAGE + LENGTH, 0, LENGTH, 0, LENGTH));
        }
        made.pipeline().addLast(new Reader());
        return made;
    }

    private static SocketAddress anyPort(Ip source) {
        return new IpPort(source, 0).toSocketAddress();
    }

    private void send(Channel to, Protocol protocol) {
        if (over) {
            return;
        }
        var bytes =
                switch (protocol) {
                    case UDP -> Unpooled.wrappedBuffer(query);
                    case TCP ->
                            Unpooled.buffer(LENGTH + query.length)
                                    .writeShort(query.length)
                                    .writeBytes(query);
                };
        to.writeAndFlush(bytes)
                .addListener(sent -> {
                    if (!sent.isSuccess()) {
                        finish(new Result.Unreachable(text(sent.cause())));
                    }
                });
    }

    private static String text(@Nullable Throwable cause) {
        return cause == null ? "failed" : String.valueOf(cause.getMessage());
    }

    private void received(byte[] message) {
        if (Wire.answers(query, message)) {
            finish(new Result.Answered(message));
        } else {
            sentWrong = true;
        }
    }

    private void finish(Result result) {
        if (!over) {
            over = true;
            close();
            done.accept(result);
        }
    }

    /** Waits no longer; on the loop. */
    void giveUp() {
        finish(new Result.Silent(sentWrong));
    }

    private void close() {
        if (deadline != null) {
            deadline.cancel(false);
        }
        if (channel != null) {
            // Not close(): a channel that never was registered has no loop to close it on.
            if (channel.isRegistered()) {
                channel.close();
            } else {
                channel.unsafe().closeForcibly();
            }
        }
    }

    private final class Reader extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            try {
                if (message instanceof DatagramPacket packet) {
                    received(ByteBufUtil.getBytes(packet.content()));
                } else if (message instanceof ByteBuf frame) {
                    received(ByteBufUtil.getBytes(frame));
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            finish(new Result.Unreachable("closed the connection without an answer"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            finish(new Result.Unreachable(text(cause)));
        }
    }
}
