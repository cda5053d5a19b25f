package io.penstock.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.gateway.Health;
import io.penstock.metrics.Exposition;
import io.penstock.metrics.Page;
import io.penstock.net.IpPort;
import io.penstock.passage.Traffic;
import io.penstock.testing.Awaits;
import io.penstock.testing.Zigi;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PagesTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final int MANY = 20_000;

    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true)); // as the appliance's
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Socket> sockets = new ArrayList<>();
    private volatile Supplier<Exposition> metrics = () -> Views.exposition(List.of());
    private AdminServer server;

    @BeforeEach
    void start() throws Exception {
        server = serve(Duration.ofSeconds(60));
    }

    private AdminServer serve(Duration scrape) throws Exception {
        var snapshot = new Zigi().endpoints("one").snapshot(1);
        var view =
                Views.of(
                        () -> snapshot,
                        new Traffic(1),
                        () -> Health.State.HEALTHY,
                        () -> metrics.get());
        var start = AdminServer.start(vertx, new IpPort(Zigi.ip("127.0.0.1"), 0), view, scrape);
        return ((AdminServer.Start.Serving) start.toCompletableFuture().get(5, TimeUnit.SECONDS))
                .server();
    }

    @AfterEach
    void stop() throws Exception {
        for (var socket : sockets) {
            socket.close();
        }
        http.close();
        server.close().toCompletableFuture().get(5, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    @Test
    void sendsAllPiecesInTheirOrder() throws Exception {
        var pieces = pieces();
        metrics = () -> Views.exposition(pieces);

        for (int i = 0; i < 3; i++) { // by the same page each time
            var answer = http.send(request().build(), BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body().equals(String.join("", pieces))).isTrue();
        }
    }

    @Test
    void sendsNoPieceToWhoAsksForTheHeadAlone() throws Exception {
        metrics =
                () ->
                        of(_ -> {
                            throw new AssertionError("nobody asked for it");
                        });

        var head = request().method("HEAD", HttpRequest.BodyPublishers.noBody()).build();
        var answer = http.send(head, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/test");
        assertThat(answer.headers().firstValue("Content-Length")).as("nobody knows it").isEmpty();
    }

    /** Who speaks HTTP/1.0 knows no chunks: the end is that of the connection. */
    @Test
    void sendsTheSameToHttp10() throws Exception {
        metrics = () -> Views.exposition(List.of("one\n", "two\n"));
        assertThat(all(ask("HTTP/1.0"))).contains(" 200 ").endsWith("\r\n\r\none\ntwo\n");
    }

    @Test
    void endsAnAnswerInHttp10WithItsConnectionEvenIfThatWasToBeKept() throws Exception {
        metrics = () -> Views.exposition(List.of("one\n", "two\n"));

        var answer = all(ask("HTTP/1.0\r\nConnection: keep-alive"));

        assertThat(answer).contains(" 200 ").endsWith("\r\n\r\none\ntwo\n");
        assertThat(answer.toLowerCase(Locale.ROOT))
                .contains("connection: close")
                .doesNotContain("keep-alive");
    }

    @Test
    void breaksOffInHttp10ByAResetSinceAnEndWouldLookWhole() throws Exception {
        failAtTheThirdPiece();
        var socket = ask("HTTP/1.0");

        assertThatThrownBy(() -> all(socket)).hasMessageContaining("reset");
    }

    @Test
    void breaksOffWhereAPieceFailsSoThatNobodyTakesItForWhole() {
        failAtTheThirdPiece();

        assertThatThrownBy(() -> http.send(request().build(), BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    private void failAtTheThirdPiece() {
        var count = new AtomicInteger();
        metrics =
                () ->
                        of(page -> {
                            if (count.incrementAndGet() == 3) {
                                throw new IllegalStateException("as the test wants");
                            }
                            page.append("some\n");
                        });
    }

    /** An exposition without an end; how many pieces of it were written. */
    private AtomicInteger endless() {
        var written = new AtomicInteger();
        var piece = "x".repeat(99_999) + "\n";
        metrics =
                () ->
                        of(page -> {
                            page.append(piece);
                            written.incrementAndGet();
                        });
        return written;
    }

    @Test
    void writesNothingAheadOfASlowReaderAndKeepsAFewPlaces() throws Exception {
        var written = endless();
        for (int i = 0; i < Pages.MOST; i++) {
            ask(InetAddress.ofLiteral("127.0.0." + (2 + i)), "HTTP/1.1");
        }
        Awaits.until("each has begun", () -> written.get() >= Pages.MOST);
        Awaits.until("nothing is written ahead", () -> standsStill(written));

        var refused = http.send(request().build(), BodyHandlers.ofString());

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");

        for (var socket : sockets) {
            socket.close();
        }
        metrics = () -> Views.exposition(List.of("again"));
        Awaits.until("a place is free again", () -> status("/metrics") == 200);
    }

    @Test
    void givesOneAddressNoMoreThanItsShare() throws Exception {
        var written = endless();
        for (int i = 0; i < Pages.SHARE; i++) {
            ask("HTTP/1.1");
        }
        Awaits.until("each has begun", () -> written.get() >= Pages.SHARE);
        Awaits.until("all wait", () -> standsStill(written));

        assertThat(status("/metrics")).isEqualTo(503);

        metrics = () -> Views.exposition(List.of("for another\n"));
        var another = ask(InetAddress.ofLiteral("127.0.0.2"), "HTTP/1.0");
        assertThat(all(another)).contains(" 200 ").endsWith("for another\n");
    }

    @Test
    void cutsOffWhoTricklesUntilItsTimeIsOver() throws Exception {
        server.close().toCompletableFuture().get(5, TimeUnit.SECONDS);
        server = serve(Duration.ofMillis(500));
        var piece = "x".repeat(99_999) + "\n";
        metrics = () -> of(page -> page.append(piece));
        for (int i = 0; i < Pages.SHARE; i++) {
            ask("HTTP/1.1");
        }

        for (var socket : sockets) {
            assertThatThrownBy(() -> trickle(socket)).hasMessageContaining("reset");
        }
        metrics = () -> Views.exposition(List.of("again"));
        Awaits.until("a place is free again", () -> status("/metrics") == 200);
    }

    private boolean standsStill(AtomicInteger written) {
        int before = written.get();
        for (int i = 0; i < 20; i++) { // time for the server's loop to go on if it would
            assertThat(status("/livez")).isEqualTo(200);
        }
        return written.get() == before;
    }

    private int status(String path) {
        try {
            return http.send(request(path).build(), BodyHandlers.ofString()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One without an end. */
    private static Exposition of(Consumer<Page> writer) {
        return new Exposition() {
            @Override
            public String contentType() {
                return "text/test";
            }

            @Override
            public boolean next(Page page) {
                writer.accept(page);
                return true;
            }
        };
    }

    private static List<String> pieces() {
        return IntStream.range(0, 40)
                .mapToObj(i ->
                        IntStream.range(0, MANY / 10)
                                .mapToObj(j -> "line " + i + "." + j + "\n")
                                .collect(Collectors.joining()))
                .toList();
    }

    /** Reads little by little until the end. */
    private static void trickle(Socket socket) throws IOException {
        var little = new byte[1024];
        while (socket.getInputStream().read(little) >= 0) {
            Thread.onSpinWait();
        }
    }

    private static String all(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private Socket ask(String version) throws IOException {
        return ask(LOOPBACK, version);
    }

    private Socket ask(InetAddress from, String version) throws IOException {
        var socket = new Socket(LOOPBACK, server.address().port(), from, 0);
        sockets.add(socket);
        socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
        var request =
                "GET /metrics %s\r\nHost: 127.0.0.1:%d\r\n\r\n"
                        .formatted(version, server.address().port());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private HttpRequest.Builder request() {
        return request("/metrics");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().port() + path))
                .timeout(Duration.ofSeconds(10));
    }
}
