package io.penstock.it;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.penstock.reload.ReloadOutcome;
import io.penstock.reload.Trigger;
import io.penstock.testing.Awaits;
import io.penstock.testing.Hellos;
import io.penstock.testing.Peers;
import io.penstock.testing.RunningAppliance;
import io.penstock.testing.Stream;
import io.penstock.testing.Stream.End;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Children of a group at one address and port, told apart by the name that the client asks for. */
class SharedAddressTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final int MANY_BYTES = 3 << 20;

    @TempDir private Path directory;
    private final Peers peers = new Peers();
    private int admin;
    private int port;
    private ServerSocket alpha;
    private ServerSocket beta;

    @BeforeEach
    void open() throws IOException {
        admin = RunningAppliance.freePort();
        port = RunningAppliance.freePort();
        alpha = peers.server();
        beta = peers.server();
    }

    @AfterEach
    void close() {
        peers.close();
    }

    /** How a client says the name. */
    enum Way {
        HTTP_1,
        HTTP_2,
        TLS,
        TLS_IN_SMALL_RECORDS;

        byte[] opening(String name) throws Exception {
            return switch (this) {
                case HTTP_1 ->
                        Hellos.text(
                                "PUT / HTTP/1.1\r\nHost: "
                                        + name.toUpperCase(Locale.ROOT)
                                        + "\r\n\r\n");
                case HTTP_2 ->
                        Hellos.http2(0, 7, ":method", "PUT", ":path", "/", ":authority", name);
                case TLS -> Hellos.tls(name);
                case TLS_IN_SMALL_RECORDS -> Hellos.inRecords(Hellos.tls(name), 40);
            };
        }
    }

    private RunningAppliance start() throws IOException {
        return RunningAppliance.start(directory, yaml(alpha.getLocalPort(), beta.getLocalPort()));
    }

    private String yaml(int alphaPort, int betaPort) {
        return """
        appliance:
          admin: 127.0.0.1:%1$d
          drain: {delay: 0s, deadline: 1s}
        securityGroups:
          - {name: out, egress: [{ports: 1-65535, cidr: 127.0.0.0/8}]}
          - {name: app-in, ingress: [{ports: 1-65535, cidr: 127.0.0.0/8}]}
        resourceGateways:
          - {name: gateway, ipAddressType: IPV4, securityGroups: [out]}
        resourceConfigurations:
          - {name: cluster, type: GROUP, resourceGateway: gateway, portRanges: [%2$d]}
          - name: alpha
            type: CHILD
            resourceConfigurationGroup: cluster
            resourceConfigurationDefinition: {ipResource: {ipAddress: 127.0.0.1}}
            options: {portMappings: [{ports: %2$d, targetPorts: %3$d}]}
          - name: beta
            type: CHILD
            resourceConfigurationGroup: cluster
            resourceConfigurationDefinition: {ipResource: {ipAddress: 127.0.0.1}}
            options: {portMappings: [{ports: %2$d, targetPorts: %4$d}]}
        endpoints:
          - {name: entry, resourceConfiguration: cluster, securityGroups: [app-in], addresses: [127.0.0.1]}
        """
                .formatted(admin, port, alphaPort, betaPort);
    }

    private Socket connect() throws IOException {
        var client = new Socket(LOOPBACK, port);
        client.setSoTimeout(10_000);
        client.setTcpNoDelay(true);
        return client;
    }

    private static String nameOf(String child) {
        return child + ".entry.penstock.internal";
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void everyByteReachesTheChildThatIsNamed(Way way) throws Exception {
        try (var penstock = start()) {
            assertRelays(penstock, "alpha", alpha, way.opening(nameOf("alpha")), false);
            assertRelays(penstock, "beta", beta, way.opening(nameOf("beta")), false);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void alsoWhereTheOpeningComesByteByByte(Way way) throws Exception {
        try (var penstock = start()) {
            assertRelays(penstock, "beta", beta, way.opening(nameOf("beta")), true);
        }
    }

    private void assertRelays(
            RunningAppliance penstock,
            String child,
            ServerSocket resource,
            byte[] opening,
            boolean slowly)
            throws Exception {
        try (var client = connect()) {
            for (byte one : slowly ? opening : new byte[0]) {
                client.getOutputStream().write(one);
            }
            client.getOutputStream().write(slowly ? new byte[0] : opening);
            var server = peers.accept(resource);
            var sent =
                    peers.meanwhile(() -> {
                        Stream.send(client, MANY_BYTES);
                        client.shutdownOutput();
                        return Stream.read(client);
                    });

            assertThat(server.getInputStream().readNBytes(opening.length)).isEqualTo(opening);
            assertThat(Stream.read(server)).isEqualTo(Stream.whole(MANY_BYTES, End.FIN));
            Stream.send(server, MANY_BYTES);
            server.close();
            assertThat(sent.get()).isEqualTo(Stream.whole(MANY_BYTES, End.FIN));
            var line = penstock.logged();
            assertThat(line.getString("resource")).isEqualTo(child);
            assertThat(line.getString("requestedName")).isEqualTo(nameOf(child));
            assertThat(line.getLong("bytesFromClient")).isEqualTo(opening.length + MANY_BYTES);
            assertThat(line.getString("closeReason")).isEqualTo("closed");
        }
    }

    @Test
    void refusesANameThatNoChildHasAndCountsItForTheGroup() throws Exception {
        try (var penstock = start();
                var client = connect()) {
            client.getOutputStream().write(Way.HTTP_1.opening("gamma.entry.penstock.internal"));

            assertThat(Stream.read(client).end()).isEqualTo(End.RESET);
            var line = penstock.logged();
            assertThat(line.getString("closeReason")).isEqualTo("no_such_name");
            assertThat(line.getString("resource")).isEqualTo("cluster");
            assertThat(line.getString("requestedName")).isEqualTo("gamma.entry.penstock.internal");
            assertThat(line.getString("target")).isNull();
            assertThat(refused(penstock, "no_such_name")).isOne();
        }
    }

    @Test
    void refusesWhoNamesNobodyAndWhatIsNotUnderstood() throws Exception {
        try (var penstock = start()) {
            try (var client = connect()) {
                client.getOutputStream().write(Hellos.tls(""));
                assertThat(Stream.read(client).end()).isEqualTo(End.RESET);
            }
            var nameless = penstock.logged();
            assertThat(nameless.getString("closeReason")).isEqualTo("no_such_name");
            assertThat(nameless.getString("requestedName")).isNull();
            try (var client = connect()) {
                client.getOutputStream().write(Hellos.text("SSH-2.0-OpenSSH_9.2\r\n"));
                assertThat(Stream.read(client).end()).isEqualTo(End.RESET);
            }
            assertThat(penstock.logged().getString("closeReason")).isEqualTo("bad_opening");
            assertThat(refused(penstock, "bad_opening")).isOne();
        }
    }

    private static double refused(RunningAppliance penstock, String reason) {
        return penstock.metric(
                "penstock_connections_closed_total",
                "resource=\"cluster\"",
                "reason=\"" + reason + "\"");
    }

    @Test
    void givesUpInTimeOnAClientThatSaysNothingOrOnlyHalf() throws Exception {
        try (var penstock = start();
                var silent = connect();
                var half = connect()) {
            half.getOutputStream().write(Hellos.text("GET / HTTP/1.1\r\n"));
            Awaits.until("both are waited for", () -> penstock.appliance().active() == 2);

            assertThat(Stream.read(silent).end()).isEqualTo(End.RESET);
            assertThat(Stream.read(half).end()).isEqualTo(End.RESET);
            assertThat(penstock.logged().getString("detail")).contains("within 5 s");
            assertThat(penstock.logged().getString("closeReason")).isEqualTo("bad_opening");
        }
    }

    @Test
    void aClientThatHasNotSaidItsNameYetIsResetByAReloadThatRemovesTheEndpoint() throws Exception {
        try (var penstock = start();
                var client = connect()) {
            client.getOutputStream().write(22);
            Awaits.until("it is waited for", () -> penstock.appliance().active() == 1);
            var yaml = yaml(alpha.getLocalPort(), beta.getLocalPort());

            penstock.rewrite(yaml.substring(0, yaml.indexOf("endpoints:")) + "endpoints: []\n");
            var outcome =
                    penstock.appliance()
                            .reload(Trigger.REQUEST)
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS);

            assertThat(outcome.outcome()).isInstanceOf(ReloadOutcome.Applied.class);
            assertThat(Stream.read(client).end()).isEqualTo(End.RESET);
            assertThat(penstock.logged().getString("closeReason")).isEqualTo("removed");
        }
    }

    @Test
    void aClientThatHasNotSaidItsNameYetOutlivesAReloadAndIsResetByADrain() throws Exception {
        try (var penstock = start();
                var client = connect()) {
            client.getOutputStream().write(22);
            Awaits.until("it is waited for", () -> penstock.appliance().active() == 1);
            penstock.rewrite(yaml(beta.getLocalPort(), alpha.getLocalPort()));
            penstock.appliance()
                    .reload(Trigger.REQUEST)
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertThat(penstock.appliance().active()).isEqualTo(1);

            penstock.appliance().stop();

            assertThat(Stream.read(client).end()).isEqualTo(End.RESET);
            var line = penstock.logged();
            assertThat(line.getString("closeReason")).isEqualTo("drained");
            assertThat(line.getString("resource")).isEqualTo("cluster");
            penstock.appliance().ended().get(10, TimeUnit.SECONDS); // nobody is left to ask
        }
    }

    /** Real programs: curl with HTTP/1, HTTP/2 with prior knowledge, and TLS end to end. */
    @Test
    void servesCurlOverEachOfThem() throws Exception {
        assumeThat(isThere("curl")).as("curl is installed").isTrue();
        var plain = web(wireMockConfig().bindAddress("127.0.0.1").dynamicPort(), "plain");
        var tls =
                web(
                        wireMockConfig()
                                .bindAddress("127.0.0.1")
                                .httpDisabled(true)
                                .dynamicHttpsPort(),
                        "tls");
        try (var penstock =
                RunningAppliance.start(directory, yaml(plain.port(), tls.httpsPort()))) {
            assertThat(curl("--http1.1", "http", "alpha")).isEqualTo("plain 1.1");
            assertThat(curl("--http2-prior-knowledge", "http", "alpha")).isEqualTo("plain 2");
            assertThat(curl("--http2", "https", "beta")).isEqualTo("tls 2");
            penstock.awaitIdle();
        } finally {
            plain.stop();
            tls.stop();
        }
    }

    private static WireMockServer web(
            com.github.tomakehurst.wiremock.core.WireMockConfiguration config, String body) {
        var web = new WireMockServer(config);
        web.start();
        web.stubFor(get("/").willReturn(ok(body)));
        return web;
    }

    private static boolean isThere(String program) throws Exception {
        try {
            return run(List.of(program, "--version")).contains(program);
        } catch (IOException e) {
            return false;
        }
    }

    private String curl(String version, String scheme, String child) throws Exception {
        var command = new ArrayList<>(List.of("curl", "-sSk", "--max-time", "10", version));
        command.addAll(List.of("-w", " %{http_version}", "--noproxy", "*"));
        command.addAll(List.of("--resolve", nameOf(child) + ":" + port + ":127.0.0.1"));
        command.add(scheme + "://" + nameOf(child) + ":" + port + "/");
        return run(command);
    }

    private static String run(List<String> command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            var said = process.getInputStream().readAllBytes();
            assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
            return new String(said, StandardCharsets.UTF_8);
        } finally {
            process.destroyForcibly();
        }
    }
}
