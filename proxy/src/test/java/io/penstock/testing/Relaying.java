package io.penstock.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.IpPort;
import io.penstock.relay.Ending;
import io.penstock.relay.Leg;
import io.penstock.relay.Limits;
import io.penstock.relay.Loop;
import io.penstock.relay.Relay;
import io.penstock.relay.Tally;
import io.penstock.transport.Binding;
import io.penstock.transport.Dial;
import io.penstock.transport.Dialer;
import io.penstock.transport.Engine;
import io.penstock.transport.From;
import io.penstock.transport.Heard;
import io.penstock.transport.Listeners;
import io.penstock.transport.Loops;
import io.penstock.transport.PortListener;
import io.penstock.transport.ReadAhead;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Everything between a client and a server, in small: a listener, a dialer and relays on one loop.
 * {@link #close} asserts what must hold after every test: each relay had its one ending, nothing is
 * held, no socket is left.
 */
public final class Relaying implements AutoCloseable {
    private static final long DIAL_NANOS = Duration.ofSeconds(10).toNanos();
    private static final IpPort ANY_PORT = IpPort.parse("127.0.0.1:0").orElseThrow();

    private final int socketsBefore = Sockets.open();
    private final Peers peers = new Peers();
    private final Vertx vertx =
            Vertx.builder()
                    .with(new VertxOptions().setEventLoopPoolSize(1))
                    .withTransport(Transport.EPOLL)
                    .build();
    private final Loops loops = Loops.on(vertx, Engines.wanted());
    private final Listeners listeners = new Listeners(loops);
    private final BlockingQueue<Ending> endings = new LinkedBlockingQueue<>();
    private final BlockingQueue<Relay> relays = new LinkedBlockingQueue<>();
    private final BlockingQueue<Dial.Failed> failures = new LinkedBlockingQueue<>();
    private final AtomicInteger joined = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final Limits limits;
    private final ServerSocket server;
    private final PortListener listener;
    private final Gate dials = new Gate();
    private final Gate joins = new Gate();
    private volatile byte[] preface = Relay.NO_PREFACE;
    private volatile boolean hearing;

    /** With the limits that a resource has by default. */
    public Relaying() throws IOException {
        this(Limits.DEFAULT);
    }

    /** With these limits. */
    public Relaying(Limits limits) throws IOException {
        this(limits, 50, 0);
    }

    /** The same, with a server of that backlog and that receive buffer (0: the system's). */
    public Relaying(Limits limits, int backlog, int serverReceiveBuffer) throws IOException {
        this.limits = limits;
        this.server = peers.server(backlog, serverReceiveBuffer);
        this.listener =
                switch (listeners.bind(ANY_PORT, true)) {
                    case Binding.Bound(var bound) -> bound;
                    case Binding.Failed failed -> throw new IOException(failed.toString());
                };
        listener.start(this::arrived);
    }

    /** The two ends of one relay. */
    public record Ends(Socket client, Socket server) {
        /** The client's, or the server's. */
        public Socket of(Direction from) {
            return from == Direction.FROM_CLIENT ? client : server;
        }
    }

    /** Who begins. */
    public enum Direction {
        /** The client does something that the server must see. */
        FROM_CLIENT,
        /** The other way. */
        FROM_SERVER;

        /** The other end's. */
        public Direction back() {
            return this == FROM_CLIENT ? FROM_SERVER : FROM_CLIENT;
        }
    }

    /** A new connection, through the relay. */
    public Ends connect() throws IOException {
        return connect(0);
    }

    /** The same, with a client of that receive buffer. */
    public Ends connect(int clientReceiveBuffer) throws IOException {
        var client = peers.connect(address(), clientReceiveBuffer);
        return new Ends(client, peers.accept(server));
    }

    /** With this before all that a client says. */
    public Relaying preface(byte[] bytes) {
        preface = bytes;
        return this;
    }

    /** Each client has to name a host before its server is dialed. */
    public Relaying hearing() {
        hearing = true;
        return this;
    }

    /** Whether sockets that end in a round of events are closed together when it is over. */
    public boolean closesTogether() {
        return loops.engine() instanceof Engine.IoUring;
    }

    /** Where clients connect. */
    public IpPort address() {
        return listener.address();
    }

    /** What the relay dials. */
    public ServerSocket server() {
        return server;
    }

    /** Clients and servers. */
    public Peers peers() {
        return peers;
    }

    /** The one loop. */
    public Loop loop() {
        return loops.all().getFirst();
    }

    /** The process's Vert.x. */
    public Vertx vertx() {
        return vertx;
    }

    /** The next relay that was joined. */
    public Relay relay() throws InterruptedException {
        return Awaits.next("a relay", relays);
    }

    /** The next ending. */
    public Ending ending() throws InterruptedException {
        return Awaits.next("an ending", endings);
    }

    /** The next dial that failed. */
    public Dial.Failed failure() throws InterruptedException {
        return Awaits.next("a failed dial", failures);
    }

    /** What has arrived passes here before it is dialed. */
    public Gate dials() {
        return dials;
    }

    /** What was dialed passes here before it is joined. */
    public Gate joins() {
        return joins;
    }

    /** Keeps the loop busy, so that it sees nothing, until the latch is counted down. */
    public CountDownLatch holdLoop() {
        return Awaits.hold(loop());
    }

    /** The processor time that the loop has used so far. */
    public Duration loopTime() {
        var id = new CompletableFuture<Long>();
        loop().execute(() -> id.complete(Thread.currentThread().threadId()));
        var threads = ManagementFactory.getThreadMXBean();
        return Duration.ofNanos(threads.getThreadCpuTime(id.join()));
    }

    private void arrived(Leg client) {
        if (hearing) {
            ReadAhead.name(client, Duration.ofSeconds(10), heard -> heard(client, heard));
        } else {
            pass(client);
        }
    }

    private void heard(Leg client, Heard<Optional<String>> heard) {
        assertThat(heard).isInstanceOf(Heard.Said.class);
        pass(client);
    }

    private void pass(Leg client) {
        var loop = client.loop();
        dials.pass(() -> loop.execute(() -> dial(client)));
    }

    private void dial(Leg client) {
        var target = Peers.addressOf(server);
        new Dialer().dial(client.loop(), target, From.ANYWHERE, DIAL_NANOS, d -> dialed(client, d));
    }

    private void dialed(Leg client, Dial dial) {
        switch (dial) {
            case Dial.Connected(var server) ->
                    joins.pass(() -> client.loop().execute(() -> join(client, server)));
            case Dial.Failed failed -> {
                client.reset();
                failures.add(failed);
            }
        }
    }

    private void join(Leg client, Leg server) {
        joined.incrementAndGet();
        relays.add(
                Relay.join(
                        client,
                        server,
                        preface,
                        limits,
                        new Tally(),
                        ending -> {
                            ended.incrementAndGet();
                            endings.add(ending);
                        }));
    }

    @Override
    public void close() {
        dials.open();
        joins.open();
        peers.close();
        Awaits.until("every relay has ended", () -> ended.get() == joined.get());
        listener.close();
        listener.closed().join();
        Awaits.until("nothing is held", () -> loops.heldBytes() == 0);
        Awaits.until("no socket is on the loop", () -> loop().sockets() == 0);
        vertx.close().await();
        Awaits.until("no socket is left", () -> Sockets.open() <= socketsBefore);
        assertThat(ended.get()).as("one ending for each relay").isEqualTo(joined.get());
    }
}
