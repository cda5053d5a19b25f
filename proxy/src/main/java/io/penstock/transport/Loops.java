package io.penstock.transport;

import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandle;
import io.penstock.linux.AioSends;
import io.penstock.linux.CallRing;
import io.penstock.linux.Sends;
import io.penstock.linux.Sends.Opening;
import io.penstock.linux.TcpSocket;
import io.penstock.relay.Loop;
import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Vert.x's event loops as loops of the relay. Any thread. When that Vert.x is closed, every socket
 * on the loops is ended before its event loops stop.
 */
public final class Loops {
    private static final String CONFIGURED = "the configuration says so";

    private final List<Loop> loops;
    private final Engine engine;

    private Loops(List<Loop> loops, Engine engine) {
        this.loops = loops;
        this.engine = engine;
    }

    /**
     * The event loops of a Vert.x, once for each Vert.x.
     *
     * @param vertx made with {@code VertxBuilder.withTransport(Transport.EPOLL)} or {@code
     *     VertxOptions.setPreferNativeTransport(true)}, and as many event loops as wanted
     * @param wanted how small writes are to go out; {@link #engine} tells what became of that
     * @throws IllegalStateException with words for the user if its loops do not run on epoll
     */
    public static Loops on(Vertx vertx, Engine.Wanted wanted) {
        if (!Epoll.isAvailable()) {
            throw new IllegalStateException(
                    "Penstock needs Linux on x86_64 or aarch64 (epoll); elsewhere run its"
                            + " container image",
                    Epoll.unavailabilityCause());
        }
        TcpSocket.reason()
                .ifPresent(why -> {
                    throw new IllegalStateException(why);
                });
        var internal = (VertxInternal) vertx;
        var executors = new ArrayList<IoEventLoop>();
        for (var executor : internal.nettyEventLoopGroup()) {
            if (!(executor instanceof IoEventLoop loop)
                    || !loop.isCompatible(EpollIoHandle.class)) {
                throw new IllegalStateException(
                        "Vert.x's event loops do not run on epoll: ask it for native transport");
            }
            executors.add(loop);
        }
        var all =
                switch (wanted) {
                    case BEST -> byIoUring(executors);
                    case AIO -> byAio(executors, CONFIGURED, "");
                    case EPOLL -> oneByOne(executors, CONFIGURED);
                };
        internal.addCloseHook(all::close);
        return all;
    }

    private static Loops byIoUring(List<IoEventLoop> executors) {
        return switch (each(executors, CallRing::open)) {
            case Each.Opened(var loops) -> new Loops(loops, new Engine.IoUring());
            case Each.Refused(var why) -> byAio(executors, why, "no io_uring: " + why + "; ");
        };
    }

    private static Loops byAio(List<IoEventLoop> executors, String why, String so) {
        return switch (each(executors, AioSends::open)) {
            case Each.Opened(var loops) -> new Loops(loops, new Engine.Aio(why));
            case Each.Refused(var whyNot) -> oneByOne(executors, so + "no aio: " + whyNot);
        };
    }

    private sealed interface Each {
        record Opened(List<Loop> loops) implements Each {}

        record Refused(String why) implements Each {}
    }

    /** Each loop with one of them; where one is refused, nothing. */
    private static Each each(
            List<IoEventLoop> executors, Supplier<? extends Opening<? extends Sends>> opening) {
        var opened = new ArrayList<Sends>();
        for (int i = 0; i < executors.size(); i++) {
            switch (opening.get()) {
                case Opening.Opened(var sends) -> opened.add(sends);
                case Opening.Refused(var why) -> {
                    opened.forEach(Sends::close);
                    return new Each.Refused(why);
                }
            }
        }
        var loops = new ArrayList<Loop>();
        for (int i = 0; i < executors.size(); i++) {
            loops.add(Loop.on(executors.get(i), Optional.of(opened.get(i))));
        }
        return new Each.Opened(List.copyOf(loops));
    }

    private static Loops oneByOne(List<IoEventLoop> executors, String why) {
        return new Loops(executors.stream().map(Loop::on).toList(), new Engine.Epoll(why));
    }

    /** How they write. */
    public Engine engine() {
        return engine;
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
