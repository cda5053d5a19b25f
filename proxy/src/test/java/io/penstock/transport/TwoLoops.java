package io.penstock.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.IpPort;
import io.penstock.relay.Loop;
import io.penstock.testing.Awaits;
import io.penstock.testing.Peers;
import io.penstock.testing.Sockets;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;

/** Loops to listen and dial on. {@link #close} asserts that no socket is left. */
final class TwoLoops implements AutoCloseable {
    private final int socketsBefore = Sockets.open();
    private final Vertx vertx =
            Vertx.builder()
                    .with(new VertxOptions().setEventLoopPoolSize(2))
                    .withTransport(Transport.EPOLL)
                    .build();
    final Loops loops = Loops.on(vertx, Engine.Wanted.BEST);
    final Listeners listeners = new Listeners(loops);
    final Peers peers = new Peers();

    Loop first() {
        return loops.all().getFirst();
    }

    PortListener bound(String address) {
        return ((Binding.Bound) listeners.bind(at(address), true)).listener();
    }

    static IpPort at(String address) {
        return IpPort.parse(address).orElseThrow();
    }

    /** What the task gives, run on the first loop. */
    <T> T onLoop(Callable<T> task) throws InterruptedException {
        var result = new LinkedBlockingQueue<T>();
        first().execute(() -> {
            try {
                result.add(task.call());
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        return Awaits.next("a task of the loop", result);
    }

    @Override
    public void close() {
        peers.close();
        vertx.close().await();
        for (var loop : loops.all()) {
            assertThat(loop.sockets()).isZero();
        }
        Awaits.until("no socket is left", () -> Sockets.open() <= socketsBefore);
    }
}
