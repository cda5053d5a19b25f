package io.penstock.it;

import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.penstock.testing.Awaits;
import io.penstock.testing.DnsFixture;
import io.penstock.testing.OneResource;
import io.penstock.testing.RunningAppliance;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of a resource's addresses connections go to, and how that shows. */
class HealthTest {
    private static final String NAME = "web.zigi.internal";

    @TempDir private Path directory;

    @Test
    void aCheckByTcpFindsTheAddressThatDoesNotListenBeforeAClientDoes() throws Exception {
        try (var resource = listen("127.0.0.22", 0);
                var dns = twoAddresses()) {
            var config =
                    OneResource.at(resource.getLocalPort())
                            .named(dns)
                            .with("health: {protocol: TCP, interval: 100ms, timeout: 100ms}")
                            .with("balancing: ROUND_ROBIN");
            try (var penstock = RunningAppliance.start(directory, config.yaml())) {
                awaitHealth(penstock, Map.of("127.0.0.21", "unhealthy", "127.0.0.22", "healthy"));
                for (int i = 0; i < 4; i++) {
                    assertThat(resourceOf(penstock, config)).startsWith("127.0.0.22:");
                }

                assertThat(penstock.metric("penstock_connect_failures_total")).isZero();
                assertThat(penstock.metric("penstock_health_checks_total", "not_connected"))
                        .isPositive();
                assertThat(penstock.metric("penstock_resource_addresses", "\"unhealthy\"")).isOne();
                try (var back = listen("127.0.0.21", resource.getLocalPort())) {
                    awaitHealth(penstock, Map.of("127.0.0.21", "healthy", "127.0.0.22", "healthy"));
                    assertThat(back.isBound()).isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCheckByHttpLooksAtTheStatusAlsoOverTls(boolean tls) throws Exception {
        var options = wireMockConfig().bindAddress("127.0.0.22");
        var web =
                new WireMockServer(
                        tls
                                ? options.httpDisabled(true).dynamicHttpsPort()
                                : options.dynamicPort());
        web.start();
        int port = tls ? web.httpsPort() : web.port();
        web.stubFor(get("/healthz").willReturn(status(503)));
        try (var dns = DnsFixture.start().a(NAME, "127.0.0.22", 60)) {
            var config =
                    OneResource.at(port)
                            .named(dns)
                            .with(
                                    "health: {protocol: HTTP, path: /healthz, tls: "
                                            + tls
                                            + ", expect: [200, 204], interval: 100ms,"
                                            + " timeout: 100ms}");
            try (var penstock = RunningAppliance.start(directory, config.yaml())) {
                awaitHealth(penstock, Map.of("127.0.0.22", "unhealthy"));
                Awaits.until( // the first may have timed out: the server was cold
                        "a check saw the status",
                        () ->
                                penstock.metric("penstock_health_checks_total", "unexpected_status")
                                        > 0);
                assertThat(penstock.get("/readyz").body()).contains("web");

                web.stubFor(get("/healthz").willReturn(status(204)));

                awaitHealth(penstock, Map.of("127.0.0.22", "healthy"));
                assertThat(penstock.get("/readyz").statusCode()).isEqualTo(200);
            }
        } finally {
            web.stop();
        }
    }

    @Test
    void clientsConnectsAloneEjectAnAddress() throws Exception {
        try (var resource = listen("127.0.0.22", 0);
                var dns = twoAddresses()) {
            var config =
                    OneResource.at(resource.getLocalPort())
                            .named(dns)
                            .with("health: {ejectAfter: 2}")
                            .with("balancing: ROUND_ROBIN");
            try (var penstock = RunningAppliance.start(directory, config.yaml())) {
                for (int i = 0; i < 20; i++) {
                    assertThat(resourceOf(penstock, config)).startsWith("127.0.0.22:");
                }

                assertThat(penstock.metric("penstock_connect_failures_total")).isEqualTo(2);
                assertThat(penstock.metric("penstock_resource_ejections_total")).isOne();
                assertThat(health(penstock).get("127.0.0.21")).isEqualTo("ejected");
            }
        }
    }

    @Test
    void aClientKeepsItsAddressByItsOwn() throws Exception {
        try (var one = listen("127.0.0.21", 0);
                var two = listen("127.0.0.22", one.getLocalPort());
                var dns = twoAddresses()) {
            var config =
                    OneResource.at(one.getLocalPort()).named(dns).with("balancing: SOURCE_IP_HASH");
            try (var penstock = RunningAppliance.start(directory, config.yaml())) {
                var all = new TreeSet<String>();
                for (int client = 1; client <= 12; client++) {
                    var mine = new TreeSet<String>();
                    for (int i = 0; i < 3; i++) {
                        mine.add(resourceOf(penstock, config, "127.0.1." + client));
                    }
                    assertThat(mine).hasSize(1);
                    all.addAll(mine);
                }
                assertThat(all).hasSize(2);
                assertThat(two.isBound()).isTrue();
            }
        }
    }

    private static DnsFixture twoAddresses() {
        return DnsFixture.start().a(NAME, "127.0.0.21", 60).a(NAME, "127.0.0.22", 60);
    }

    private static String resourceOf(RunningAppliance penstock, OneResource config)
            throws Exception {
        return resourceOf(penstock, config, "127.0.0.1");
    }

    /** Where a client's connection was relayed to, by the access log. */
    private static String resourceOf(RunningAppliance penstock, OneResource config, String from)
            throws Exception {
        try (var client =
                new Socket(
                        InetAddress.ofLiteral("127.0.0.1"),
                        config.port(),
                        InetAddress.ofLiteral(from),
                        0)) {
            client.setSoLinger(true, 0);
        }
        return penstock.logged().getString("resourceIpPort");
    }

    private static void awaitHealth(RunningAppliance penstock, Map<String, String> expected) {
        Awaits.until("health is " + expected, () -> health(penstock).equals(expected));
    }

    private static Map<String, String> health(RunningAppliance penstock) {
        var body = new JsonObject(penstock.get("/api/endpoints").body());
        JsonArray addresses =
                body.getJsonArray("endpoints")
                        .getJsonObject(0)
                        .getJsonObject("resource")
                        .getJsonArray("addresses");
        var health = new TreeMap<String, String>();
        for (int i = 0; i < addresses.size(); i++) {
            var one = addresses.getJsonObject(i);
            var at = one.getString("address");
            health.put(at.substring(0, at.lastIndexOf(':')), one.getString("health"));
        }
        return health;
    }

    private static ServerSocket listen(String address, int port) throws IOException {
        return new ServerSocket(port, 50, InetAddress.ofLiteral(address));
    }
}
