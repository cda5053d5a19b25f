package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.net.Ip;
import io.penstock.reload.ReloadOutcome;
import io.penstock.reload.Trigger;
import io.penstock.testing.RunningAppliance;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An endpoint on a group: every child under its own name and address, coming and going live. */
class GroupTest {
    private static final int ALL = 50;

    @TempDir private Path directory;
    private final Map<String, ServerSocket> resources = new HashMap<>();
    private int admin;
    private int port;

    @BeforeEach
    void open() throws IOException {
        admin = RunningAppliance.freePort();
        port = RunningAppliance.freePort();
        for (var name : new String[] {"alpha", "beta", "gamma"}) {
            var socket = new ServerSocket(0, ALL, InetAddress.ofLiteral("127.0.0.1"));
            socket.setSoTimeout(10_000);
            resources.put(name, socket);
        }
    }

    @AfterEach
    void close() throws IOException {
        for (var resource : resources.values()) {
            resource.close();
        }
    }

    private String yaml(String endpoint, String... children) {
        var yaml =
                new StringBuilder(
                        """
                        appliance:
                          admin: 127.0.0.1:%d
                          addressPool: [127.77.0.0/24]
                          drain: {delay: 0s, deadline: 3s}
                        securityGroups:
                          - {name: out, egress: [{ports: 1-65535, cidr: 127.0.0.0/8}]}
                          - {name: app-in, ingress: [{ports: 1-65535, cidr: 127.0.0.0/8}]}
                        resourceGateways:
                          - {name: gateway, ipAddressType: IPV4, securityGroups: [out]}
                        endpoints:
                          - {name: entry, ipAddressType: IPV4, resourceConfiguration: cluster, securityGroups: [app-in]%s}
                        resourceConfigurations:
                          - {name: cluster, type: GROUP, resourceGateway: gateway, portRanges: [%d]}
                        """
                                .formatted(admin, endpoint, port));
        for (var child : children) {
            yaml.append(
                    """
                      - name: %s
                        type: CHILD
                        resourceConfigurationGroup: cluster
                        resourceConfigurationDefinition: {ipResource: {ipAddress: 127.0.0.1}}
                        options: {portMappings: [{ports: %d, targetPorts: %d}]}
                    """
                            .formatted(child, port, resource(child).getLocalPort()));
        }
        return yaml.toString();
    }

    private ServerSocket resource(String child) {
        return resources.getOrDefault(child, resources.values().iterator().next());
    }

    @Test
    void everyChildHasANameAndAnAddressFromThePoolOfItsOwn() throws Exception {
        try (var penstock = RunningAppliance.start(directory, yaml("", "alpha", "beta"))) {
            var addresses = addresses(penstock);

            assertThat(addresses.keySet()).containsExactlyInAnyOrder("alpha", "beta");
            assertThat(addresses.values()).doesNotHaveDuplicates();
            for (var child : addresses.keySet()) {
                assertReaches(child, addresses.get(child));
                var line = penstock.logged();
                assertThat(line.getString("resource")).isEqualTo(child);
                assertThat(line.getString("endpoint")).isEqualTo("entry");
                assertThat(penstock.metric("penstock_connections_opened_total", child)).isOne();
            }
            var body = penstock.get("/api/endpoints").body();
            assertThat(body).contains("alpha.entry.penstock.internal", "beta.entry.penstock");
        }
    }

    @Test
    void childrenComeAndGoWithoutMovingTheOthers() throws Exception {
        try (var penstock = RunningAppliance.start(directory, yaml("", "alpha", "beta"))) {
            var before = addresses(penstock);
            try (var client = connect(before.get("alpha"));
                    var served = resource("alpha").accept()) {
                assertTalk(client, served);
                try (var leaving = connect(before.get("beta"));
                        var theirs = resource("beta").accept()) {
                    assertTalk(leaving, theirs);

                    reload(penstock, yaml("", "gamma", "alpha"));

                    assertThat(penstock.logged().getString("closeReason")).isEqualTo("removed");
                }
                var after = addresses(penstock);
                assertThat(after.get("alpha")).isEqualTo(before.get("alpha"));
                assertThat(after.keySet()).containsExactlyInAnyOrder("alpha", "gamma");
                assertTalk(client, served);
                assertReaches("gamma", after.get("gamma"));
                assertThatThrownBy(() -> connect(before.get("beta")))
                        .isInstanceOf(ConnectException.class);
            }
        }
    }

    @Test
    void childAddressesFixWhereAChildIs() throws Exception {
        var fixed = ", options: {childAddresses: {beta: [127.78.0.9]}}";
        try (var penstock = RunningAppliance.start(directory, yaml(fixed, "alpha", "beta"))) {
            assertThat(addresses(penstock).get("beta")).isEqualTo("127.78.0.9");
            assertThat(addresses(penstock).get("alpha")).startsWith("127.77.0.");
            assertReaches("beta", "127.78.0.9");
        }
    }

    private static Map<String, String> addresses(RunningAppliance penstock) {
        var addresses = new HashMap<String, String>();
        var all = new JsonObject(penstock.get("/api/endpoints").body()).getJsonArray("endpoints");
        for (int i = 0; i < all.size(); i++) {
            var one = all.getJsonObject(i);
            addresses.put(
                    one.getJsonObject("resource").getString("name"),
                    one.getJsonArray("addresses").getString(0));
        }
        return addresses;
    }

    private void assertReaches(String child, String address) throws IOException {
        try (var client = connect(address);
                var served = resource(child).accept()) {
            assertTalk(client, served);
        }
    }

    private Socket connect(String address) throws IOException {
        var socket = new Socket();
        socket.setSoTimeout(10_000);
        try {
            socket.connect(
                    new InetSocketAddress(Ip.parse(address).orElseThrow().toInetAddress(), port),
                    10_000);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    private static void assertTalk(Socket client, Socket served) throws IOException {
        served.setSoTimeout(10_000);
        for (var way : new Socket[][] {{client, served}, {served, client}}) {
            way[0].getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
            assertThat(way[1].getInputStream().readNBytes(5)).asString().isEqualTo("hello");
        }
    }

    private static void reload(RunningAppliance penstock, String yaml) throws Exception {
        penstock.rewrite(yaml);
        var reload =
                penstock.appliance()
                        .reload(Trigger.REQUEST)
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
        assertThat(reload.outcome()).isInstanceOf(ReloadOutcome.Applied.class);
    }
}
