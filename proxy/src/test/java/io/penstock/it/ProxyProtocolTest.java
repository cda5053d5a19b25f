package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.reload.Trigger;
import io.penstock.testing.Awaits;
import io.penstock.testing.OneResource;
import io.penstock.testing.RunningAppliance;
import io.penstock.testing.Stream;
import io.penstock.testing.Stream.End;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who the client is, told by a load balancer in front and to the resource behind. */
class ProxyProtocolTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress ELSEWHERE = InetAddress.ofLiteral("127.0.0.2");
    private static final byte[] LOCAL =
            HexFormat.of().parseHex("0d0a0d0a000d0a515549540a" + "20000000");

    @TempDir private Path directory;
    private ServerSocket resource;
    private OneResource config;

    @BeforeEach
    void open() throws IOException {
        resource = new ServerSocket(0, 50, LOOPBACK);
        resource.setSoTimeout(10_000);
        config = OneResource.at(resource.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        resource.close();
    }

    /** With a load balancer on 127.0.0.1 in front. */
    private RunningAppliance startBehindBalancer() throws IOException {
        return RunningAppliance.start(directory, behindBalancer(config));
    }

    private static String behindBalancer(OneResource config) {
        return config.yaml() + "    options: {proxyProtocolFrom: [127.0.0.1/32]}\n";
    }

    private Socket connect(InetAddress from) throws IOException {
        var client = new Socket(LOOPBACK, config.port(), from, 0);
        client.setSoTimeout(10_000);
        return client;
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** With a reset, so that it is over at once, whatever the client does. */
    private static void hangUp(Socket server) throws IOException {
        server.setSoLinger(true, 0);
        server.close();
    }

    private static void assertHears(Socket server, String text) throws IOException {
        var heard = server.getInputStream().readNBytes(text.length());
        assertThat(new String(heard, StandardCharsets.US_ASCII)).isEqualTo(text);
    }

    private static void assertRefused(RunningAppliance penstock, Socket client, String reason)
            throws Exception {
        assertThat(Stream.read(client).end()).isEqualTo(End.RESET);
        assertThat(penstock.logged().getString("closeReason")).isEqualTo(reason);
    }

    @Test
    void tellsTheResourceByVersion1BeforeTheClientSaysAnything() throws Exception {
        config = config.with("proxyProtocol: {version: V1}");
        try (var penstock = RunningAppliance.start(directory, config.yaml());
                var client = connect(ELSEWHERE);
                var server = resource.accept()) {
            server.setSoTimeout(10_000);
            assertHears(
                    server,
                    "PROXY TCP4 127.0.0.2 127.0.0.1 %d %d\r\n"
                            .formatted(client.getLocalPort(), config.port()));
            send(client, "hello");
            client.shutdownOutput();

            assertHears(server, "hello");
            assertThat(server.getInputStream().read()).isEqualTo(-1);
            hangUp(server);
            assertThat(penstock.logged().getLong("bytesFromClient")).isEqualTo(5);
        }
    }

    @Test
    void tellsTheResourceByVersion2WithTheEndpointsId() throws Exception {
        config = config.with("proxyProtocol: {version: V2}");
        try (var penstock = RunningAppliance.start(directory, config.yaml());
                var client = connect(ELSEWHERE);
                var server = resource.accept()) {
            server.setSoTimeout(10_000);
            var header = HexFormat.of().formatHex(server.getInputStream().readNBytes(16 + 12 + 26));

            assertThat(header)
                    .startsWith("0d0a0d0a000d0a515549540a" + "2111" + "0026")
                    .contains("7f0000027f000001%04x".formatted(client.getLocalPort()))
                    .contains("ea0017" + "01" + "767063652d"); // vpce-
            hangUp(server);
            assertThat(penstock.logged().getString("vpcEndpointId")).startsWith("vpce-");
        }
    }

    @Test
    void judgesAndLogsTheClientThatTheBalancerNamesAndTellsTheResource() throws Exception {
        config = config.ingress("10.9.0.0/16").with("proxyProtocol: {version: V1}");
        try (var penstock = startBehindBalancer();
                var client = connect(LOOPBACK)) {
            send(client, "PROXY TCP4 10.9.0.100 10.9.0.10 5632 80\r\nhel");
            try (var server = resource.accept()) {
                server.setSoTimeout(10_000);
                send(client, "lo");
                assertHears(
                        server,
                        "PROXY TCP4 10.9.0.100 127.0.0.1 5632 " + config.port() + "\r\nhello");
                hangUp(server);
            }
            assertThat(penstock.logged().getString("sourceIpPort")).isEqualTo("10.9.0.100:5632");
        }
    }

    @Test
    void refusesTheClientThatNoRuleLetsInAlsoFromABalancerThatOneDoes() throws Exception {
        try (var penstock = startBehindBalancer();
                var client = connect(LOOPBACK)) {
            send(client, "PROXY TCP4 10.9.0.100 10.9.0.10 5632 80\r\n");

            assertRefused(penstock, client, "ingress_denied");
        }
    }

    @Test
    void refusesABalancerThatNamesNobody() throws Exception {
        try (var penstock = startBehindBalancer()) {
            try (var client = connect(LOOPBACK)) {
                send(client, "GET / HTTP/1.1\r\n\r\n");
                assertRefused(penstock, client, "bad_opening");
            }
            try (var client = connect(LOOPBACK)) {
                send(client, "PROXY TCP4 10.9.0.100");
                client.shutdownOutput();
                assertRefused(penstock, client, "bad_opening");
            }
        }
    }

    @Test
    void judgesABalancerThatSpeaksForItself() throws Exception {
        try (var penstock = startBehindBalancer();
                var client = connect(LOOPBACK)) {
            client.getOutputStream().write(LOCAL);
            send(client, "probe");
            try (var server = resource.accept()) {
                server.setSoTimeout(10_000);
                assertHears(server, "probe");
                hangUp(server);
            }
            assertThat(penstock.logged().getString("sourceIpPort"))
                    .isEqualTo("127.0.0.1:" + client.getLocalPort());
        }
    }

    @Test
    void looksForNoHeaderFromElsewhere() throws Exception {
        var header = "PROXY TCP4 10.9.0.100 10.9.0.10 5632 80\r\n";
        try (var penstock = startBehindBalancer();
                var client = connect(ELSEWHERE)) {
            send(client, header);
            try (var server = resource.accept()) {
                server.setSoTimeout(10_000);
                assertHears(server, header);
                hangUp(server);
            }
            assertThat(penstock.logged().getString("sourceIpPort")).startsWith("127.0.0.2:");
        }
    }

    @Test
    void aReloadDoesNotTakeTheBalancerForTheClient() throws Exception {
        config = config.ingress("10.9.0.0/16");
        try (var penstock = startBehindBalancer();
                var client = connect(LOOPBACK)) {
            Awaits.until("it is waited for", () -> penstock.appliance().active() == 1);
            penstock.rewrite(behindBalancer(config.ingress("10.9.0.0/17")));
            penstock.appliance()
                    .reload(Trigger.REQUEST)
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);

            send(client, "PROXY TCP4 10.9.0.100 10.9.0.10 5632 80\r\nhello");
            try (var server = resource.accept()) {
                server.setSoTimeout(10_000);
                assertHears(server, "hello");
                hangUp(server);
            }
            assertThat(penstock.loggedAs("reset").getString("sourceIpPort"))
                    .isEqualTo("10.9.0.100:5632");
        }
    }
}
