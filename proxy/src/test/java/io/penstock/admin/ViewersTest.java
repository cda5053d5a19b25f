package io.penstock.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.gateway.Health;
import io.penstock.net.IpPort;
import io.penstock.passage.Traffic;
import io.penstock.testing.Awaits;
import io.penstock.testing.Zigi;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ViewersTest {
    private static final int MANY = 2000;
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true)); // as the appliance's
    private final Traffic traffic = new Traffic(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final List<Socket> sockets = new ArrayList<>();
    private final AtomicInteger joined = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private AdminView view;
    private AdminServer server;

    @BeforeEach
    void start() throws Exception {
        var names = IntStream.range(0, MANY).mapToObj(i -> "e" + i).toArray(String[]::new);
        var snapshot = new Zigi().endpoints(names).snapshot(1);
        view =
                Views.of(
                        () -> {
                            asked.incrementAndGet();
                            return snapshot;
                        },
                        traffic,
                        () -> // every row changes each second
                        asked.get() % 2 == 0 ? Health.State.HEALTHY : Health.State.UNREACHABLE);
        var start = AdminServer.start(vertx, new IpPort(Zigi.ip("127.0.0.1"), 0), view);
        server =
                ((AdminServer.Start.Serving) start.toCompletableFuture().get(5, TimeUnit.SECONDS))
                        .server();
    }

    @AfterEach
    void stop() throws Exception {
        for (var socket : sockets) {
            socket.close();
        }
        server.close().toCompletableFuture().get(5, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    @Test
    void showsAFrameEachSecondAndTheFirstAtOnce() throws Exception {
        long begun = System.nanoTime();
        var lines = watch();

        assertThat(lines.readLine()).isEqualTo("HTTP/1.1 200 OK");
        assertThat(data(lines)).contains("\"whole\":true");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
        assertThat(data(lines)).contains("\"whole\":false");
        assertThat(data(lines)).contains("\"whole\":false");
    }

    @Test
    void computesNothingWhenNobodyWatches() throws Exception {
        var lines = watch();
        data(lines);
        sockets.removeLast().close();

        Awaits.until(
                "it rests",
                () -> {
                    int before = asked.get();
                    Awaits.pass(Duration.ofMillis(1500));
                    return asked.get() == before;
                });
    }

    @Test
    void takesSoManyAndAgainOneWhenOneHasLeft() throws Exception {
        for (int i = 0; i < Viewers.MOST; i++) {
            assertThat(watch().readLine()).isEqualTo("HTTP/1.1 200 OK");
        }
        var refused = watch();
        assertThat(refused.readLine()).isEqualTo("HTTP/1.1 503 Service Unavailable");
        assertThat(refused.lines().takeWhile(line -> !line.isEmpty()))
                .anyMatch(line -> line.equalsIgnoreCase("Retry-After: 5"));
        sockets.removeFirst().close();

        Awaits.until("there is room again", () -> watch(this).startsWith("HTTP/1.1 200"));
    }

    @Test
    void dropsAViewerThatDoesNotReadAndShowsTheOthersOn() throws Exception {
        int port = serveFast();
        var reader = watch(port);
        var deaf = open(port, 4096);
        ask(deaf);

        Awaits.until(
                "the one that does not read is dropped",
                () -> {
                    data(reader);
                    return joined.get() == 2 && left.get() == 1;
                });

        assertThat(data(reader)).contains("\"rows\":[[");
    }

    /** Many frames a second, and only these; gives the port. */
    private int serveFast() throws Exception {
        var viewers =
                new Viewers(
                        vertx, new Frames(view, System::nanoTime), _ -> {}, Duration.ofMillis(50));
        return vertx.createHttpServer(AdminServer.options().setTcpUserTimeout(1000))
                .connectionHandler(connection -> {
                    joined.incrementAndGet();
                    connection.closeHandler(_ -> left.incrementAndGet());
                })
                .requestHandler(request -> viewers.join(request.response(), request.connection()))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS)
                .actualPort();
    }

    private BufferedReader watch() throws IOException {
        return watch(server.address().port());
    }

    private BufferedReader watch(int port) throws IOException {
        var socket = open(port, 0);
        ask(socket);
        return new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String watch(ViewersTest test) {
        try {
            return test.watch().readLine();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Socket open(int port, int receiveBuffer) throws IOException {
        var socket = new Socket();
        sockets.add(socket);
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress(LOOPBACK, port));
        return socket;
    }

    private static void ask(Socket socket) throws IOException {
        socket.getOutputStream()
                .write(
                        "GET /api/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
    }

    private static String data(BufferedReader lines) {
        try {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: ")) {
                    return line;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("the stream ended");
    }
}
