package io.penstock.transport;

import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/** Ends connections of Vert.x's servers at once. */
public final class Cut {
    private Cut() {}

    /**
     * Resets a connection: what was not sent yet is lost, writes that wait fail, and the peer sees
     * an error, not an end. Vert.x's own closing waits behind what a peer does not read. Any
     * thread; a connection that has ended stays so.
     */
    public static void reset(HttpConnection connection) {
        var context = ((ConnectionBase) connection).channelHandlerContext();
        var channel = context.channel();
        channel.eventLoop()
                .execute(() -> {
                    if (channel.isOpen()) {
                        channel.config().setOption(ChannelOption.SO_LINGER, 0);
                        var _ = context.close(); // past Vert.x's handler: that would queue it
                    }
                });
    }
}
