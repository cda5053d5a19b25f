package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.command.Commands;
import io.penstock.linux.SocketLookup;
import io.penstock.reload.ReloadOutcome;
import io.penstock.reload.Trigger;
import io.penstock.testing.Invocation;
import io.penstock.testing.RunningAppliance;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An endpoint on 127.80.0.1 with more ports than there could be sockets. */
class WideRangeTest {
    @TempDir private Path directory;
    private ServerSocket resource;
    private int admin;

    @BeforeEach
    void open() throws IOException {
        assumeTrue(SocketLookup.available(), () -> SocketLookup.reason().orElse(""));
        resource = new ServerSocket(0, 50, InetAddress.ofLiteral("127.80.9.9"));
        resource.setSoTimeout(10_000);
        admin = RunningAppliance.freePort();
    }

    @AfterEach
    void close() throws IOException {
        if (resource != null) {
            resource.close();
        }
    }

    private String yaml(String ports) {
        return """
        appliance:
          admin: 127.0.0.1:%d
          drain: {delay: 0s, deadline: 3s}
        securityGroups:
          - {name: out, egress: [{ports: "1-65535", cidr: 127.80.9.0/24}]}
          - {name: app-in, ingress: [{ports: "1-65535", cidr: 127.0.0.0/8}]}
        resourceGateways:
          - name: gateway
            ipAddressType: IPV4
            securityGroups: [out]
        resourceConfigurations:
          - name: all
            type: SINGLE
            resourceGateway: gateway
            portRanges: [%s]
            resourceConfigurationDefinition: {ipResource: {ipAddress: 127.80.9.9}}
        endpoints:
          - {name: wide, resourceConfiguration: all, securityGroups: [app-in], addresses: [127.80.0.1]}
        """
                .formatted(admin, ports);
    }

    private static Invocation run(String... arguments) {
        return Invocation.of(terminal -> Commands.run(terminal, List.of(), arguments));
    }

    private Socket connect() throws IOException {
        var client = new Socket(InetAddress.ofLiteral("127.80.0.1"), resource.getLocalPort());
        client.setSoTimeout(10_000);
        return client;
    }

    private static void assertTalk(Socket one, Socket other) throws IOException {
        one.getOutputStream().write(42);
        assertThat(other.getInputStream().read()).isEqualTo(42);
    }

    @Test
    void relaysEachPortToTheSamePortOfTheResource() throws Exception {
        try (var penstock = RunningAppliance.start(directory, yaml("1000-65535"));
                var client = connect();
                var served = resource.accept()) {
            assertTalk(client, served);
            assertTalk(served, client);

            assertThat(penstock.get("/api/endpoints").body().replaceAll("\\s+", ""))
                    .contains(
                            "\"listening\":[{\"at\":\"127.80.0.1\",\"by\":\"SOCKET_LOOKUP\","
                                    + "\"leftOut\":[]}]");
            assertThat(status()).contains("127.80.0.1:1000-65535", "by socket lookup");
        }
    }

    private String status() {
        return run("status", "--admin", "http://127.0.0.1:" + admin).out();
    }

    @Test
    void narrowsAndWidensWithoutTouchingWhatIsOpen() throws Exception {
        int port = resource.getLocalPort();
        try (var penstock = RunningAppliance.start(directory, yaml("1000-65535"));
                var client = connect();
                var served = resource.accept()) {
            assertTalk(client, served);
            reload(penstock, yaml("\"" + port + "\""));
            assertTalk(served, client);
            assertThatThrownBy(() -> new Socket("127.80.0.1", 999))
                    .isInstanceOf(ConnectException.class);
            assertThat(status()).doesNotContain("by socket lookup");
            reload(penstock, yaml("500-999, " + "1000-65535"));
            assertTalk(client, served);

            try (var another = connect();
                    var second = resource.accept()) {
                assertTalk(another, second);
            }
        }
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    }

    private static void reload(RunningAppliance penstock, String yaml) throws Exception {
        penstock.rewrite(yaml);
        var outcome =
                penstock.appliance()
                        .reload(Trigger.REQUEST)
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS)
                        .outcome();
        assertThat(outcome).isInstanceOf(ReloadOutcome.Applied.class);
    }

    @Test
    void checkSaysWhatWillBeUsed() throws Exception {
        var file = directory.resolve("penstock.yaml");
        Files.writeString(file, yaml("1-65535"));
        var check = run("check", "--host", "--config", file.toString());

        assertThat(check.err()).isEmpty();
        assertThat(check.out())
                .contains(
                        "endpoint 000000000000/wide: 127.80.0.1:1-65535 by socket lookup (more than"
                                + " 128 ports)");
        Files.writeString(file, yaml("7000-7001"));
        assertThat(run("check", "--host", "--config", file.toString()).out())
                .contains("127.80.0.1:7000-7001 by a socket for each port\n");
    }
}
