package io.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.unix.FileDescriptor;
import io.penstock.http.h2.Breach;
import io.penstock.http.message.HeadRules;
import io.penstock.http.message.Origin;
import io.penstock.http.tls.TlsContexts;
import io.penstock.http.tls.TlsFault;
import io.penstock.net.IpPort;
import io.penstock.relay.Ending.Cause;
import io.penstock.relay.Leg;
import io.penstock.relay.Loop;
import io.penstock.relay.Side;
import io.penstock.relay.Tally;
import io.penstock.relay.Watcher;
import io.penstock.relay.Wire;
import io.penstock.resource.Forwarding;
import io.penstock.resource.HttpLimits;
import io.penstock.resource.HttpNames;
import io.penstock.resource.UpstreamProtocol;
import io.penstock.testing.Awaits;
import io.penstock.testing.Engines;
import io.penstock.testing.Sockets;
import io.penstock.transport.Binding;
import io.penstock.transport.Dial;
import io.penstock.transport.Dialer;
import io.penstock.transport.From;
import io.penstock.transport.Listeners;
import io.penstock.transport.Loops;
import io.penstock.transport.PortListener;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * HTTP between clients and one resource on one event loop, with nothing around it: so a test can
 * say what happens in one round of events, and see the pool.
 */
final class OneLoop implements AutoCloseable, Host, Owner {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final IpPort ANY_PORT = IpPort.parse("127.0.0.1:0").orElseThrow();

    private final int socketsBefore = Sockets.open();
    private final Vertx vertx =
            Vertx.builder()
                    .with(new VertxOptions().setEventLoopPoolSize(1))
                    .withTransport(Transport.EPOLL)
                    .build();
    private final Loops loops = Loops.on(vertx, Engines.wanted());
    private final Loop loop = loops.all().getFirst();
    private final IpPort resource;
    private final PortListener listener;
    private final BlockingQueue<Wire> dialed = new LinkedBlockingQueue<>();
    private final BlockingQueue<Wire> accepted = new LinkedBlockingQueue<>();
    private final BlockingQueue<Finish> finished = new LinkedBlockingQueue<>();
    private final Terms terms = new Terms(LONG, LONG, LONG, LONG, Optional.empty());
    private final Route route =
            new Route(
                    new HeadRules(Origin.of(false, "r", 80), HttpNames.DEFAULT, Forwarding.OFF),
                    terms,
                    true,
                    new Tally());
    private final Desk desk;
    private final Upstreams upstreams;

    /** Clients of {@link #port} reach the resource at that port of 127.0.0.1. */
    OneLoop(int resourcePort) throws IOException {
        resource = IpPort.parse("127.0.0.1:" + resourcePort).orElseThrow();
        desk = onLoop(() -> Desk.on(loop, new TlsContexts()));
        upstreams = onLoop(this::pool);
        listener =
                switch (new Listeners(loops).bind(ANY_PORT, true)) {
                    case Binding.Bound(var bound) -> bound;
                    case Binding.Failed failed -> throw new IOException(failed.toString());
                };
        listener.start(this::arrived);
    }

    private Upstreams pool() {
        var speaking =
                new Speaking(UpstreamProtocol.HTTP1, Optional.empty(), Optional.empty(), LONG);
        var limits = new Upstreams.Limits(10, LONG, LONG, LONG, HttpLimits.DEFAULT);
        return new Upstreams(desk, speaking, limits, _ -> {});
    }

    private interface Task<T> {
        T run();
    }

    private <T> T onLoop(Task<T> task) {
        var done = new CompletableFuture<T>();
        loop.execute(() -> done.complete(task.run()));
        return done.orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** Where clients connect. */
    int port() {
        return listener.address().port();
    }

    /** The next socket that was connected to the resource. */
    Wire dialed() throws InterruptedException {
        return Awaits.next("a connection to the resource", dialed);
    }

    /** The next client's socket. */
    Wire accepted() throws InterruptedException {
        return Awaits.next("a client", accepted);
    }

    /** How the next exchange ended. */
    Finish finished() throws InterruptedException {
        return Awaits.next("an exchange's end", finished);
    }

    /** Keeps the loop busy, so that it sees nothing, until the latch is counted down. */
    CountDownLatch hold() {
        return Awaits.hold(loop);
    }

    /** Has the kernel hold so much for a socket that it takes nothing more; how much that was. */
    static long stuff(Wire wire) throws IOException {
        var socket = new FileDescriptor(wire.socket().descriptor());
        var bytes = Unpooled.directBuffer(1 << 16).writeZero(1 << 16);
        long all = 0;
        try {
            for (long more = 1; more > 0; all += more) { // what the other end's kernel takes, too
                more = 0;
                for (int piece = 1 << 16; piece > 0; piece /= 2) { // to the end of the last page
                    more += write(socket, bytes.nioBuffer(0, piece));
                }
            }
        } finally {
            bytes.release();
        }
        return all;
    }

    private static long write(FileDescriptor socket, ByteBuffer piece) throws IOException {
        long all = 0;
        for (int n = 1; n > 0; all += n) {
            n = socket.write(piece, 0, piece.limit());
        }
        return all;
    }

    private void arrived(Leg client) {
        var wire = client.takenBy(new Nobody());
        accepted.add(wire);
        Door.open(
                desk,
                Leg.back(wire, client.remote(), null),
                this,
                new Parties(client.remote(), terms, HttpLimits.DEFAULT),
                Optional.empty());
    }

    @Override
    public void asked(Exchange exchange) {
        exchange.belongsTo(this);
        again(exchange);
    }

    @Override
    public void again(Exchange exchange) {
        var known = upstreams.take(resource, exchange);
        if (known != null) {
            exchange.forward(route, known);
        } else {
            assertThat(upstreams.reserve(resource)).isTrue();
            new Dialer()
                    .dial(
                            loop,
                            resource,
                            From.ANYWHERE,
                            LONG.toNanos(),
                            dial -> connected(exchange, ((Dial.Connected) dial).leg()));
        }
    }

    private void connected(Exchange exchange, Leg leg) {
        var wire = leg.takenBy(new Nobody());
        dialed.add(wire);
        upstreams.adopt(Leg.back(wire, resource, null), resource, new Taker(exchange));
    }

    private final class Taker implements Upstreams.Taker {
        private final Exchange exchange;

        Taker(Exchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public void taken(Upstream upstream) {
            exchange.forward(route, upstream);
        }

        @Override
        public void unsecured(TlsFault fault) {
            throw new AssertionError(fault.detail());
        }
    }

    /** Of a socket that gets another watcher at once. */
    private static final class Nobody implements Watcher {
        @Override
        public void ready(Wire wire, int events) {
            throw new AssertionError("nobody watches");
        }

        @Override
        public void failed(Wire wire) {
            throw new AssertionError("nobody watches");
        }
    }

    @Override
    public void misheard(Exchange exchange) {
        exchange.belongsTo(this);
    }

    @Override
    public void unsecured(TlsFault fault) {
        throw new AssertionError(fault.detail());
    }

    @Override
    public void violated(Breach how) {
        throw new AssertionError(how.words());
    }

    @Override
    public void over(Cause cause, Side by) {
        // its exchanges have told
    }

    @Override
    public void switched(Exchange exchange, Switched both) {
        throw new AssertionError("nobody has asked for that");
    }

    @Override
    public void ended(Exchange exchange, Finish finish) {
        finished.add(finish);
    }

    @Override
    public void close() {
        listener.close();
        listener.closed().join();
        onLoop(() -> {
            upstreams.close();
            return true;
        });
        Awaits.until("nothing is held", () -> loops.heldBytes() == 0);
        Awaits.until("no socket is on the loop", () -> loop.sockets() == 0);
        vertx.close().await();
        Awaits.until("no socket is left", () -> Sockets.open() <= socketsBefore);
    }
}
