package io.penstock.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.DnsFixture;
import io.penstock.testing.Invocation;
import io.penstock.testing.OneResource;
import io.penstock.testing.Peers;
import io.penstock.testing.RunningAppliance;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    @TempDir Path directory;
    private OneResource resource;
    private Path file;

    @BeforeEach
    void writesAConfiguration() throws IOException {
        resource = OneResource.at(RunningAppliance.freePort());
        file = Files.writeString(directory.resolve("penstock.yaml"), resource.yaml());
    }

    @Test
    void helpsWhoAsksForNothing() {
        var help = run();

        assertThat(help.exit()).isZero();
        assertThat(help.out()).contains("check", "status", "list", "explain", "78   ");
        assertThat(run("--help").out()).isEqualTo(help.out());
    }

    @Test
    void tellsItsVersion() {
        assertThat(run("--version").out()).matches("penstock \\d+\\.\\d+\\.\\S+ \\(Java 25.*\\)\n");
    }

    @Test
    void refusesWhatIsNoCommand() {
        assertThat(run("serve").exit()).isEqualTo(64);
        assertThat(run("check").exit()).isEqualTo(64);
        assertThat(run("check", "--help").exit()).isZero();
    }

    @Test
    void checksWhatIsRight() {
        var check = run("check", "--strict", "--config", file.toString());

        assertThat(check.err()).isEmpty();
        assertThat(check.exit()).isZero();
        assertThat(check.out())
                .isEqualTo(
                        file
                                + ": ok: 1 resource gateway, 1 resource configuration, 1 endpoint, 1"
                                + " listener; 0 warnings\n");
    }

    @Test
    void checksWhatIsWrong() throws IOException {
        Files.writeString(file, resource.yaml().replace("resourceGateway: gateway", "gateway: x"));

        var check = run("check", "--config", file.toString());

        assertThat(check.exit()).isEqualTo(78);
        assertThat(check.out()).isEmpty();
        assertThat(check.err()).contains(file + ":", "/resourceConfigurations/0");
    }

    @Test
    void countsWarningsOnlyWhenStrict() throws IOException {
        Files.writeString(file, resource.yaml().replace("securityGroups: [out]", ""));

        assertThat(run("check", "--config", file.toString()).exit()).isZero();
        var strict = run("check", "--strict", "--config", file.toString());
        assertThat(strict.exit()).isEqualTo(78);
        assertThat(strict.err()).contains("warning: ");
    }

    @Test
    void checksThePortsOfTheHost() throws Exception {
        try (var other = new ServerSocket(resource.port(), 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var check = run("check", "--host", "--config", file.toString());

            assertThat(check.exit()).isEqualTo(78);
            assertThat(check.err())
                    .contains(
                            "endpoint 000000000000/entry: cannot listen on 127.0.0.1:"
                                    + other.getLocalPort(),
                            "held by java (pid " + ProcessHandle.current().pid() + ")");
        }
        assertThat(run("check", "--host", "--config", file.toString()).exit()).isZero();
    }

    @Test
    void checksTheAddressesOfTheHost() throws IOException {
        Files.writeString(
                file, resource.yaml().replace("addresses: [127.0.0.1]", "addresses: [192.0.2.1]"));

        assertThat(run("check", "--config", file.toString()).exit()).isZero();
        assertThat(run("check", "--host", "--config", file.toString()).err())
                .contains("this host does not have 192.0.2.1 (ip addr add 192.0.2.1/32");
    }

    @Test
    void checksTheInterfacesOfTheHost() throws IOException {
        var options = "options: {dnsServers:";
        var yaml = resource.yaml();
        Files.writeString(file, yaml.replace(options, "options: {interface: lo, dnsServers:"));
        assertThat(run("check", "--host", "--config", file.toString()).exit()).isZero();

        Files.writeString(file, yaml.replace(options, "options: {interface: vrf-a, dnsServers:"));
        assertThat(run("check", "--config", file.toString()).exit()).isZero();
        var check = run("check", "--host", "--config", file.toString());
        assertThat(check.exit()).isEqualTo(78);
        assertThat(check.err())
                .containsPattern(
                        "resource gateway 000000000000/gateway: this host has no interface"
                                + " `vrf-a`; it has .*lo");
    }

    @Test
    void listsAFile() {
        assertThat(run("list", "gateways", "--config", file.toString()).out())
                .contains("OWNER", "gateway", "IN_VPC", "000000000000/out");
        assertThat(run("list", "configurations", "--config", file.toString()).out())
                .contains("web", "SINGLE", "127.0.0.1", "000000000000/gateway");
        assertThat(run("list", "endpoints", "--config", file.toString()).out())
                .contains("entry", "000000000000/web", "000000000000/app-in");
    }

    @Test
    void listsWhatAnAccountHas() {
        var others =
                run("list", "endpoints", "--account", "111111111111", "--config", file.toString());

        assertThat(others.out().lines()).hasSize(1);
        assertThat(run("list", "endpoints", "--account", "1", "--config", "x").exit())
                .isEqualTo(64);
    }

    @Test
    void listsForPrograms() {
        var json = run("list", "endpoints", "--output", "json", "--config", file.toString()).out();

        assertThat(
                        new JsonObject(json)
                                .getJsonArray("endpoints")
                                .getJsonObject(0)
                                .getString("name"))
                .isEqualTo("entry");
    }

    @Test
    void refusesToListWhatThereIsNot() {
        assertThat(run("list", "routes", "--config", file.toString()).exit()).isEqualTo(64);
        assertThat(run("list", "endpoints", "--config", "f", "--admin", "http://x").exit())
                .isEqualTo(64);
        assertThat(run("list", "endpoints", "--config", "missing.yaml").exit()).isEqualTo(78);
    }

    @Test
    void explainsAFileAndAsksItsServers() throws IOException {
        try (var dns = DnsFixture.start().a("web.zigi.internal", "127.0.0.1", 60)) {
            Files.writeString(file, resource.named(dns).yaml());

            var explained = explain("--from", "127.0.0.1", "--config", file.toString());

            assertThat(explained.out())
                    .contains("resolution  ok        127.0.0.1\n", "\nallowed\n");
            assertThat(explained.exit()).isZero();
            assertThat(dns.queries()).isNotEmpty();
        }
    }

    @Test
    void explainsWhatRefuses() {
        var explained = explain("--from", "192.0.2.1", "--config", file.toString());

        assertThat(explained.exit()).isEqualTo(1);
        assertThat(explained.out())
                .contains(
                        "ingress     refused   no ingress rule lets 192.0.2.1 come to port",
                        "look at /securityGroups 000000000000/app-in: ingress",
                        "\nrefused\n");
    }

    @Test
    void explainsForPrograms() {
        var explained =
                explain("--from", "192.0.2.1", "--output", "json", "--config", file.toString());

        assertThat(explained.exit()).isEqualTo(1);
        assertThat(new JsonObject(explained.out()).getBoolean("allowed")).isFalse();
    }

    @Test
    void refusesAQuestionThatIsNone() {
        assertThat(explain("--from", "me", "--config", file.toString()).exit()).isEqualTo(64);
    }

    @Test
    void asksARunningAppliance() throws IOException {
        try (var appliance = RunningAppliance.start(directory, resource.yaml())) {
            var url = "http://" + appliance.appliance().admin();

            var status = run("status", "--admin", url);
            assertThat(status.exit()).isZero();
            assertThat(status.out())
                    .contains(
                            "revision 1, ready",
                            "000000000000/entry",
                            "entry.penstock.internal",
                            "127.0.0.1:" + resource.port(),
                            "000000000000/web",
                            "unknown");
            var json = new JsonObject(run("status", "--output=json", "--admin", url).out());
            assertThat(json.getInteger("revision")).isEqualTo(1);
            assertThat(run("list", "endpoints", "--admin", url).out()).contains("entry");
            assertThat(explain("--from", "127.0.0.1", "--admin", url).exit()).isZero();
            assertThat(explain("--from", "192.0.2.1", "--admin", url).exit()).isEqualTo(1);
            var misasked = explain("--from", "me", "--admin", url);
            assertThat(misasked.exit()).isEqualTo(64);
            assertThat(misasked.err()).contains("the client's IP address is needed");
        }
    }

    @Test
    void saysThatNobodyAnswers() throws IOException {
        var status = run("status", "--admin", "http://127.0.0.1:" + RunningAppliance.freePort());

        assertThat(status.exit()).isEqualTo(69);
        assertThat(status.err()).startsWith("no appliance answers at http://127.0.0.1:");
        assertThat(run("status", "--admin", "not a url").exit()).isEqualTo(64);
    }

    @Test
    void saysThatWhoAnswersIsNoAppliance() throws Exception {
        try (var peers = new Peers()) {
            var server = peers.server();
            var _ =
                    peers.meanwhile(() -> {
                        try (var client = peers.accept(server)) {
                            client.getInputStream().read();
                            client.getOutputStream()
                                    .write(
                                            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
                                                    .getBytes(StandardCharsets.US_ASCII));
                            return null;
                        }
                    });

            var status = run("status", "--admin", "http://" + Peers.addressOf(server));

            assertThat(status.exit()).isEqualTo(69);
            assertThat(status.err()).contains("not an appliance's");
        }
    }

    private static Invocation explain(String... options) {
        var all = new ArrayList<>(List.of("explain", "--endpoint", "entry"));
        all.addAll(List.of(options));
        return run(all.toArray(String[]::new));
    }

    private static Invocation run(String... arguments) {
        return Invocation.of(terminal -> Commands.run(terminal, List.of(), arguments));
    }
}
