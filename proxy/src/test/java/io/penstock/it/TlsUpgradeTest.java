package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.testing.Awaits;
import io.penstock.testing.OneResource;
import io.penstock.testing.RawHttp;
import io.penstock.testing.RunningAppliance;
import io.penstock.testing.TlsPeers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows a 101 where one side, or both, speak TLS: no sockets can be joined there. */
class TlsUpgradeTest {
    private static final String SWITCHED =
            "HTTP/1.1 101 Now\nConnection: upgrade\nUpgrade: echo\n\n";
    private static final int BULK = 32 << 20;
    private static final int MOST_HELD = 8 << 20;

    private final TlsPeers peers = new TlsPeers();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    @TempDir private Path directory;
    private int port;
    private Socket under = new Socket(); // the client's, without TLS

    @BeforeEach
    void writeCertificates() throws IOException {
        peers.write(directory);
    }

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    private ServerSocket listen(boolean tls) throws Exception {
        var server =
                tls ? peers.server() : new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        server.setSoTimeout(20_000);
        return server;
    }

    private RunningAppliance start(ServerSocket resource, boolean tlsIn, boolean tlsOut)
            throws IOException {
        var one = OneResource.at(resource.getLocalPort()).with("applicationProtocol: HTTP");
        var config = tlsOut ? one.with("http: {tls: {ca: ca.pem}}") : one;
        port = config.port();
        var ended = tlsIn ? "    options: {tls: {certificate: server.pem, key: server.key}}\n" : "";
        return RunningAppliance.start(directory, config.yaml() + ended);
    }

    private RawHttp connect(boolean tls) throws IOException {
        under = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        return RawHttp.over(tls ? peers.over(under) : under);
    }

    private CompletableFuture<RawHttp> accepted(ServerSocket server, String more) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        var resource = RawHttp.over(server.accept());
                        assertThat(resource.head()).contains("Upgrade: echo");
                        return resource.send(SWITCHED + more);
                    } catch (IOException e) {
                        throw new AssertionError("nobody asked", e);
                    }
                },
                threads);
    }

    private static void ask(RawHttp client) throws IOException {
        client.send("GET / HTTP/1.1\nHost: a\nConnection: Upgrade\nUpgrade: echo\n\n");
    }

    /** What a test does with both, once they have switched. */
    private interface Scene {
        void play(RunningAppliance penstock, RawHttp client, RawHttp resource) throws Exception;
    }

    private void switched(boolean tlsIn, boolean tlsOut, Scene scene) throws Exception {
        try (var server = listen(tlsOut);
                var penstock = start(server, tlsIn, tlsOut);
                var client = connect(tlsIn)) {
            var accepting = accepted(server, "first");
            ask(client);
            assertThat(client.head()).startsWith("HTTP/1.1 101 ");
            try (var resource = accepting.get(20, TimeUnit.SECONDS)) {
                assertThat(client.read(5)).isEqualTo("first");
                scene.play(penstock, client, resource);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"true,false", "false,true", "true,true"})
    void bytesPassBothWaysAndBothEndsEnd(boolean tlsIn, boolean tlsOut) throws Exception {
        switched(
                tlsIn,
                tlsOut,
                (penstock, client, resource) -> {
                    for (var words : new String[] {"a", "no HTTP\0", "x".repeat(100_000)}) {
                        client.send(words);
                        assertThat(resource.read(words.length())).isEqualTo(words);
                        resource.send(words);
                        assertThat(client.read(words.length())).isEqualTo(words);
                    }
                    assertThat(penstock.appliance().active()).isEqualTo(1);
                    resource.send("bye");
                    resource.leave();
                    assertThat(client.rest()).isEqualTo("bye");
                    client.leave();
                    var line = penstock.loggedAs("closed");
                    assertThat(line.getString("closedBy")).isEqualTo("resource");
                    assertThat(line.getLong("bytesFromClient")).isGreaterThan(100_009);
                });
    }

    @ParameterizedTest
    @CsvSource({"true,false", "false,true", "true,true"})
    void whoeverDoesNotReadHoldsTheOtherBack(boolean tlsIn, boolean tlsOut) throws Exception {
        switched(
                tlsIn,
                tlsOut,
                (penstock, client, resource) -> {
                    var sending = CompletableFuture.runAsync(() -> sendBulk(resource), threads);
                    Awaits.until(
                            "something is held",
                            () -> penstock.metric("penstock_relay_held_bytes") > 0);
                    assertThat(penstock.metric("penstock_relay_held_bytes")).isLessThan(MOST_HELD);
                    assertThat(sending).isNotDone();
                    client.send("meanwhile");
                    assertThat(resource.read(9)).isEqualTo("meanwhile");
                    assertThat(client.read(BULK)).hasSize(BULK);
                    sending.get(20, TimeUnit.SECONDS);
                });
    }

    private static void sendBulk(RawHttp to) {
        try {
            to.send(new byte[BULK]);
        } catch (IOException e) {
            throw new AssertionError("nobody took it", e);
        }
    }

    @ParameterizedTest
    @CsvSource({"true,false", "false,true", "true,true"})
    void theEndOfOneIsTheEndOfBothOnceEachHasWhatItWasGiven(boolean tlsIn, boolean tlsOut)
            throws Exception {
        switched(
                tlsIn,
                tlsOut,
                (penstock, client, resource) -> {
                    var sending = CompletableFuture.runAsync(() -> sendBulk(resource), threads);
                    assertThat(client.read(BULK)).hasSize(BULK);
                    sending.get(20, TimeUnit.SECONDS);
                    client.send("y".repeat(1 << 20));
                    client.socket().shutdownOutput();
                    assertThat(resource.rest()).hasSize(1 << 20);
                    assertThat(client.rest()).isEmpty();
                    assertThat(penstock.loggedAs("closed").getString("closedBy"))
                            .isEqualTo("client");
                });
    }

    @ParameterizedTest
    @CsvSource({"true,false", "false,true", "true,true"})
    void whoBreaksOffBreaksTheOther(boolean tlsIn, boolean tlsOut) throws Exception {
        switched(
                tlsIn,
                tlsOut,
                (penstock, client, resource) -> {
                    resource.send("last");
                    assertThat(client.read(4)).isEqualTo("last");
                    under.setSoLinger(true, 0);
                    under.close();
                    assertThatThrownBy(resource::rest).isInstanceOf(IOException.class);
                    assertThat(penstock.loggedAs("reset").getString("closedBy"))
                            .isEqualTo("client");
                });
    }
}
