package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.reload.ReloadOutcome;
import io.penstock.reload.Trigger;
import io.penstock.testing.Awaits;
import io.penstock.testing.DnsFixture;
import io.penstock.testing.RunningAppliance;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An endpoint on a database cluster, of which a file says what it stands for. */
class ArnTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.31");
    private static final InetAddress THERE = InetAddress.ofLiteral("127.0.0.32");

    @TempDir private Path directory;
    private final DnsFixture dns =
            DnsFixture.start()
                    .a("db.cluster.rds.example", "127.0.0.32", 60)
                    .a("db.cluster-ro.rds.example", "127.0.0.32", 60);
    private ServerSocket writer;
    private ServerSocket reader;

    @BeforeEach
    void open() throws IOException {
        writer = new ServerSocket(0, 50, THERE);
        reader = new ServerSocket(0, 50, THERE);
        writer.setSoTimeout(10_000);
        reader.setSoTimeout(10_000);
    }

    @AfterEach
    void close() throws IOException {
        writer.close();
        reader.close();
        dns.close();
    }

    private String yaml() throws IOException {
        return """
        appliance:
          admin: 127.0.0.1:%d
          arns: {file: arns.json}
          dns: {listen: ["127.0.0.1:0"]}
          drain: {delay: 0s, deadline: 3s}
        securityGroups:
          - {name: out, egress: [{ports: 1-65535, cidr: 127.0.0.0/8}]}
          - {name: app-in, ingress: [{ports: 1-65535, cidr: 127.0.0.0/8}]}
        resourceGateways:
          - name: gateway
            ipAddressType: IPV4
            securityGroups: [out]
            resourceConfigDnsResolution: IN_VPC
            options: {dnsServers: ["%s"]}
        resourceConfigurations:
          - name: orders
            type: ARN
            resourceGateway: gateway
            resourceConfigurationDefinition: {arnResource: {arn: "arn:aws:rds:eu-west-1:000000000000:cluster:db"}}
        endpoints:
          - {name: entry, resourceConfiguration: orders, securityGroups: [app-in], privateDnsEnabled: true, addresses: [127.0.0.31]}
        """
                .formatted(RunningAppliance.freePort(), dns.address());
    }

    /** In one step, as a tool should; whoever looks sees all of it or nothing. */
    private void write(String... targets) throws IOException {
        var fresh = directory.resolve("fresh");
        Files.writeString(
                fresh,
                """
                {"table": [{"arn": "arn:aws:rds:eu-west-1:000000000000:cluster:db", "targets": [%s]}]}
                """
                        .formatted(String.join(", ", targets)));
        Files.move(fresh, directory.resolve("arns.json"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String target(String role, String name, ServerSocket at) {
        return "{\"role\": \"%s\", \"domainName\": \"%s\", \"port\": %d}"
                .formatted(role, name, at.getLocalPort());
    }

    private static void assertTalk(Socket client, Socket served) throws IOException {
        client.setSoTimeout(10_000);
        client.getOutputStream().write(7);
        assertThat(served.getInputStream().read()).isEqualTo(7);
        served.getOutputStream().write(8);
        assertThat(client.getInputStream().read()).isEqualTo(8);
    }

    @Test
    void followsTheFileWhileWhatRunsLivesOn() throws Exception {
        var ofWriter = target("WRITER", "db.cluster.rds.example", writer);
        var ofReader = target("READER", "db.cluster-ro.rds.example", reader);
        write(ofWriter);
        try (var penstock = RunningAppliance.start(directory, yaml());
                var client = new Socket(HERE, writer.getLocalPort());
                var served = writer.accept()) {
            assertTalk(client, served);

            write(ofWriter, ofReader);
            Awaits.until(
                    "the file is taken up", () -> penstock.appliance().snapshot().revision() > 1);
            try (var another = new Socket(HERE, reader.getLocalPort());
                    var alsoServed = reader.accept()) {
                assertTalk(another, alsoServed);
            }
            assertTalk(client, served);
            assertThat(penstock.logged().getString("target"))
                    .isEqualTo("db.cluster-ro.rds.example");
            assertThat(shown(penstock))
                    .containsExactly(
                            "orders-writer writer.entry.penstock.internal [db.cluster.rds.example]",
                            "orders-reader reader.entry.penstock.internal"
                                    + " [db.cluster-ro.rds.example]");

            write("{}");
            var outcome =
                    penstock.appliance()
                            .reload(Trigger.REQUEST)
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS)
                            .outcome();
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            ReloadOutcome.Rejected.class,
                            rejected ->
                                    assertThat(rejected.problems())
                                            .anyMatch(line -> line.contains("arns.json:1:")));
            assertTalk(client, served);
        }
    }

    private static List<String> shown(RunningAppliance penstock) {
        return new JsonObject(penstock.get("/api/endpoints").body())
                .getJsonArray("endpoints").stream()
                        .map(JsonObject.class::cast)
                        .map(it ->
                                it.getJsonObject("resource").getString("name")
                                        + " "
                                        + it.getJsonArray("dnsNames").getString(0)
                                        + " "
                                        + it.getJsonArray("privateDnsNames").getList())
                        .toList();
    }
}
