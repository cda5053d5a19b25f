package io.penstock.load.jmh;

import io.penstock.net.IpPort;
import io.penstock.relay.Leg;
import io.penstock.relay.Limits;
import io.penstock.relay.Relay;
import io.penstock.transport.Binding;
import io.penstock.transport.Dial;
import io.penstock.transport.Dialer;
import io.penstock.transport.Engine;
import io.penstock.transport.From;
import io.penstock.transport.Listeners;
import io.penstock.transport.Loops;
import io.penstock.transport.PortListener;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Bytes that a client sends until the server has them, through one relay on a loop of its own: what
 * one read and write of the relay takes, with both ends' system calls and two wake-ups.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dio.netty.noUnsafe=false",
            "-Dio.netty.allocator.type=pooled"
        })
@State(Scope.Benchmark)
public class RelayBenchmark {
    private static final long DIAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** How many at a time. */
    @Param({"64", "65536"})
    public int bytes;

    private byte[] sent = {};
    private byte[] received = {};
    private @Nullable Ends ends;

    /** Everything that has to be closed. */
    private record Ends(
            Vertx vertx,
            PortListener listener,
            ServerSocket origin,
            Socket client,
            Socket server) {}

    /** Connects a client and a server through a relay. */
    @Setup
    public void connect() throws IOException {
        sent = new byte[bytes];
        received = new byte[bytes];
        var vertx =
                Vertx.builder()
                        .with(new VertxOptions().setEventLoopPoolSize(1))
                        .withTransport(Transport.EPOLL)
                        .build();
        var origin = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var any = IpPort.parse("127.0.0.1:0").orElseThrow();
        var listener =
                switch (new Listeners(Loops.on(vertx, Engine.Wanted.BEST)).bind(any, true)) {
                    case Binding.Bound(var bound) -> bound;
                    case Binding.Failed failed -> throw new IOException(failed.toString());
                };
        listener.start(client -> dial(client, origin));
        var client = new Socket(InetAddress.getLoopbackAddress(), listener.address().port());
        client.setTcpNoDelay(true);
        ends = new Ends(vertx, listener, origin, client, origin.accept());
    }

    private static void dial(Leg client, ServerSocket origin) {
        var target = IpPort.parse("127.0.0.1:" + origin.getLocalPort()).orElseThrow();
        new Dialer()
                .dial(
                        client.loop(),
                        target,
                        From.ANYWHERE,
                        DIAL_NANOS,
                        dial -> {
                            switch (dial) {
                                case Dial.Connected(var server) ->
                                        Relay.join(client, server, Limits.DEFAULT, _ -> {});
                                case Dial.Failed _ -> client.reset();
                            }
                        });
    }

    /** From end to end. */
    @Benchmark
    public int relay() throws IOException {
        var now = ends();
        now.client().getOutputStream().write(sent);
        return now.server().getInputStream().readNBytes(received, 0, bytes);
    }

    /** Closes all of it. */
    @TearDown
    public void close() throws IOException {
        var now = ends();
        now.client().close();
        now.server().close();
        now.origin().close();
        now.listener().close();
        now.vertx().close().await();
    }

    private Ends ends() {
        if (ends == null) {
            throw new IllegalStateException("JMH calls what is annotated with @Setup first");
        }
        return ends;
    }
}
