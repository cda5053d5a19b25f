package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.Ip;
import io.penstock.testing.DnsFixture;
import io.penstock.testing.RunningAppliance;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each of {@code conf/examples} against a stand-in for its resource. The text is the file's but for
 * the addresses, which become ones of loopback (10.9 the consumer's 127.9, 10.0 the provider's
 * 127.10, 10.50 the site's 127.50), the ports below 1024, and the devices, which become {@code lo}.
 */
class ExamplesTest {
    private static final Path EXAMPLES =
            Path.of(Objects.requireNonNull(System.getProperty("penstock.home")), "conf/examples");

    @TempDir private Path directory;

    /**
     * One resource of an example.
     *
     * @param resource the configuration's name
     * @param port which clients come to
     * @param name that the DNS server knows; empty for an address
     * @param standIn where the resource listens
     */
    record Case(String file, String resource, int port, String name, String standIn) {}

    static Stream<Case> cases() {
        return Stream.of(
                new Case("https-service", "shop", 10443, "shop.zigi.internal", "127.10.1.7:10443"),
                new Case("instance", "bastion", 10022, "", "127.10.1.5:10022"),
                new Case(
                        "load-balancer",
                        "app",
                        10080,
                        "internal-app-1234.elb.zigi.internal",
                        "127.10.17.8:10080"),
                new Case("cloud-map", "cart", 8080, "cart.mesh.internal", "127.10.3.7:8080"),
                new Case(
                        "cloud-map",
                        "billing",
                        8080,
                        "_billing._tcp.mesh.internal",
                        "127.10.3.8:40000"),
                new Case(
                        "kubernetes",
                        "api",
                        9090,
                        "k8s-api-5678.elb.zigi.internal",
                        "127.10.33.9:9090"),
                new Case("legacy-tcp", "plant", 2300, "", "127.10.5.9:2300"),
                new Case("legacy-tcp", "plant", 8049, "", "127.10.5.9:18049"),
                new Case("on-premises", "erp", 8000, "erp.corp.internal", "127.50.1.7:8000"),
                new Case("group", "orders", 8080, "orders.zigi.internal", "127.10.1.30:8080"),
                new Case("group", "stock", 8080, "", "127.10.1.31:8080"),
                new Case(
                        "database-cluster",
                        "writer",
                        5432,
                        "orders-rw.zigi.internal",
                        "127.10.2.5:5432"),
                new Case(
                        "database-cluster",
                        "reader",
                        5432,
                        "orders-ro.zigi.internal",
                        "127.10.2.6:5432"),
                new Case(
                        "database-arn",
                        "orders-db-writer",
                        5432,
                        "orders.cluster-abc.zigi.internal",
                        "127.10.2.7:5432"),
                new Case(
                        "database-arn",
                        "orders-db-reader",
                        5432,
                        "orders.cluster-ro-abc.zigi.internal",
                        "127.10.2.8:5432"));
    }

    /** A range cannot be routed to loopback and leave it again: the system test `cidr` runs it. */
    @Test
    void everyExampleIsRun() throws IOException {
        var run = new TreeSet<String>();
        cases().forEach(one -> run.add(one.file + ".yaml"));
        run.add("network.yaml");
        try (var files = Files.list(EXAMPLES)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(run);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void leadsToItsResource(Case one) throws Exception {
        try (var dns = records(one);
                var resource = listen(one.standIn);
                var penstock = RunningAppliance.start(directory, yaml(one, dns))) {
            try (var client = connect(address(penstock, one.resource), one.port);
                    var served = resource.accept()) {
                assertTalk(client, served);
                assertThat(served.getInetAddress().getHostAddress()).startsWith("127.");
            }
            assertThat(penstock.logged().getString("resourceIpPort")).isEqualTo(one.standIn);
        }
    }

    private static String yaml(Case one, DnsFixture dns) throws IOException {
        return Files.readString(EXAMPLES.resolve(one.file + ".yaml"))
                .replaceAll("dnsServers: \\[[^\\]]*]", "dnsServers: [\"" + dns.address() + "\"]")
                .replace("127.0.0.1:9901", "127.0.0.1:" + RunningAppliance.freePort())
                .replaceAll(
                        "listen: \\[[^\\]]*]",
                        "listen: [\"127.0.0.1:" + RunningAppliance.freePort() + "\"]")
                .replaceAll("\\b10\\.9\\.", "127.9.")
                .replaceAll("\\b10\\.0\\.", "127.10.")
                .replaceAll("\\b10\\.50\\.", "127.50.")
                .replace("\"22\"", "\"10022\"")
                .replace("\"80\"", "\"10080\"")
                .replace("\"443\"", "\"10443\"")
                .replace("interface: wg0", "interface: lo")
                .replace("appliance:\n", "appliance:\n  drain: {delay: 0s, deadline: 1s}\n");
    }

    private static DnsFixture records(Case one) throws IOException {
        var dns = DnsFixture.start();
        var at = one.standIn.split(":", -1);
        if (one.name.startsWith("_")) {
            var host = "instance-1.mesh.internal";
            dns.srv(one.name, Integer.parseInt(at[1]), host, 60);
            dns.a(host, at[0], 60);
        } else if (!one.name.isEmpty()) {
            dns.a(one.name, at[0], 60);
        }
        return dns;
    }

    private static ServerSocket listen(String at) throws IOException {
        var parts = at.split(":", -1);
        var socket =
                new ServerSocket(Integer.parseInt(parts[1]), 50, InetAddress.ofLiteral(parts[0]));
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static String address(RunningAppliance penstock, String resource) {
        var all = new JsonObject(penstock.get("/api/endpoints").body()).getJsonArray("endpoints");
        for (int i = 0; i < all.size(); i++) {
            var one = all.getJsonObject(i);
            if (one.getJsonObject("resource").getString("name").equals(resource)) {
                return one.getJsonArray("addresses").getString(0);
            }
        }
        throw new AssertionError("nothing exposes " + resource);
    }

    /** From an address that every example lets in. */
    private static Socket connect(String address, int port) throws IOException {
        var socket = new Socket();
        socket.setSoTimeout(10_000);
        try {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.9.7.7"), 0));
            var to = Ip.parse(address).orElseThrow().toInetAddress();
            socket.connect(new InetSocketAddress(to, port), 10_000);
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
}
