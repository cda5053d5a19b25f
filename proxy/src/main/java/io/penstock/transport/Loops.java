package io.penstock.transport;

import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandle;
import io.penstock.linux.Connect;
import io.penstock.linux.Device;
import io.penstock.relay.Loop;
import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Vert.x's event loops as loops of the relay. Any thread. When that Vert.x is closed, every socket
 * on the loops is ended before its event loops stop.
 */
public final class Loops {
    private final List<Loop> loops;

    private Loops(List<Loop> loops) {
        this.loops = loops;
    }

    /**
     * The event loops of a Vert.x, once for each Vert.x.
     *
     * @param vertx made with {@code VertxBuilder.withTransport(Transport.EPOLL)} or {@code
     *     VertxOptions.setPreferNativeTransport(true)}, and as many event loops as wanted
     * @throws IllegalStateException with words for the user if its loops do not run on epoll
     */
    public static Loops on(Vertx vertx) {
        if (!Epoll.isAvailable()) {
            throw new IllegalStateException(
                    "Penstock needs Linux on x86_64 or aarch64 (epoll); elsewhere run its"
                            + " container image",
                    Epoll.unavailabilityCause());
        }
        if (!Connect.available() || !Device.available()) {
            throw new IllegalStateException(
                    Connect.reason().or(Device::reason).orElse("Linux is not complete"));
        }
        var internal = (VertxInternal) vertx;
        var loops = new ArrayList<Loop>();
        for (var executor : internal.nettyEventLoopGroup()) {
            if (!(executor instanceof IoEventLoop loop)
                    || !loop.isCompatible(EpollIoHandle.class)) {
                throw new IllegalStateException(
                        "Vert.x's event loops do not run on epoll: ask it for native transport");
            }
            loops.add(Loop.on(loop));
        }
        var all = new Loops(List.copyOf(loops));
        internal.addCloseHook(all::close);
        return all;
    }

    /** One for each event loop, always in the same order. */
    public List<Loop> all() {
        return loops;
    }

    /** Memory held for bytes that some socket would not take yet, on all loops. */
    public long heldBytes() {
        return loops.stream().mapToLong(Loop::heldBytes).sum();
    }

    private void close(Completable<Void> closed) {
        var left = new AtomicInteger(loops.size());
        for (var loop : loops) {
            loop.execute(() -> {
                try {
                    loop.close();
                } finally {
                    if (left.decrementAndGet() == 0) {
                        closed.succeed();
                    }
                }
            });
        }
    }
}
