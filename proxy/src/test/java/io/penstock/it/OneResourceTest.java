package io.penstock.it;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.penstock.testing.Awaits;
import io.penstock.testing.DnsFixture;
import io.penstock.testing.OneResource;
import io.penstock.testing.RunningAppliance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One resource behind one endpoint: what clients, operators and security engineers see. */
class OneResourceTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @TempDir private Path directory;

    @Test
    void relaysHttpToAResourceThatOnlyTheGatewaysResolverKnows() throws Exception {
        var web = new WireMockServer(wireMockConfig().bindAddress("127.0.0.2").dynamicPort());
        web.start();
        web.stubFor(get("/page").willReturn(ok("the provider's page")));
        try (var dns = DnsFixture.start().a("web.zigi.internal", "127.0.0.2", 60)) {
            var config = OneResource.at(web.port()).named(dns).egress("127.0.0.2/32");
            try (var penstock = start(config)) {
                assertThat(page(config.port())).isEqualTo("the provider's page");

                var line = penstock.logged();
                assertThat(line.getString("resourceIpPort")).isEqualTo("127.0.0.2:" + web.port());
                assertThat(line.getString("destinationIpPort"))
                        .isEqualTo("127.0.0.1:" + config.port());
                assertThat(line.getString("closeReason")).isIn("closed", "reset");
                assertThat(line.getLong("bytesFromResource")).isPositive();
                assertThat(penstock.metric("penstock_bytes_total")).isPositive();
                assertThat(penstock.get("/api/endpoints").body()).contains("\"healthy\"");
            }
        } finally {
            web.stop();
        }
    }

    private static String page(int port) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/page"));
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    @Test
    void refusesAClientThatNoRuleLetsInWithAReset() throws Exception {
        try (var resource = listen()) {
            var config = OneResource.at(resource.getLocalPort()).ingress("10.9.0.0/16");
            try (var penstock = start(config)) {
                assertReset(config);

                var line = penstock.logged();
                assertThat(line.getString("closeReason")).isEqualTo("ingress_denied");
                assertThat(line.getString("denialReason")).isEqualTo("no_rule");
                assertThat(penstock.metric("penstock_connections_denied_total", "ingress"))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void refusesAnAddressThatNoRuleLetsOut() throws Exception {
        try (var resource = listen()) {
            var config = OneResource.at(resource.getLocalPort()).egress("0.0.0.0/0");
            try (var penstock = start(config)) {
                assertReset(config);

                var line = penstock.logged();
                assertThat(line.getString("closeReason")).isEqualTo("egress_denied");
                assertThat(line.getString("denialReason")).isEqualTo("special_range");
                assertThat(line.getString("resourceIpPort"))
                        .isEqualTo("127.0.0.1:" + resource.getLocalPort());
            }
        }
    }

    @Test
    void resetsTheClientWhereTheResourceRefuses() throws Exception {
        var config = OneResource.at(RunningAppliance.freePort());
        try (var penstock = start(config)) {
            assertReset(config);

            assertThat(penstock.logged().getString("closeReason")).isEqualTo("connect_failed");
            assertThat(penstock.metric("penstock_connect_failures_total", "\"refused\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void resetsTheClientWhereTheNameDoesNotResolveAndServesOnWhenItDoes() throws Exception {
        try (var resource = listen();
                var dns = DnsFixture.start().negativeTtl(1)) {
            var config = OneResource.at(resource.getLocalPort()).named(dns);
            try (var penstock = start(config)) {
                assertReset(config);
                assertThat(penstock.logged().getString("closeReason")).isEqualTo("not_resolved");

                dns.a("web.zigi.internal", "127.0.0.1", 60);
                Awaits.until("the name is asked for again", () -> reaches(config, resource));
            }
        }
    }

    private static boolean reaches(OneResource config, ServerSocket resource) {
        try (var socket = connect(config)) {
            socket.getOutputStream().write('x');
            resource.setSoTimeout(200);
            try (var served = resource.accept()) {
                return served.getInputStream().read() == 'x';
            }
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void refusesMoreConnectionsThanItsLimit() throws Exception {
        try (var resource = listen()) {
            var config = OneResource.at(resource.getLocalPort()).with("limits: {connections: 1}");
            try (var penstock = start(config);
                    var first = connect(config);
                    var served = resource.accept()) {
                assertReset(config);

                assertThat(penstock.logged().getString("closeReason"))
                        .isEqualTo("connection_limit");
                served.getOutputStream().write('x');
                assertThat(first.getInputStream().read()).isEqualTo('x');
            }
        }
    }

    private RunningAppliance start(OneResource config) throws IOException {
        return RunningAppliance.start(directory, config.yaml());
    }

    private static void assertReset(OneResource config) {
        assertThatThrownBy(
                        () -> {
                            try (var socket = connect(config)) {
                                socket.getInputStream().read();
                            }
                        })
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    private static Socket connect(OneResource config) throws IOException {
        var socket = new Socket(LOOPBACK, config.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, LOOPBACK);
    }
}
