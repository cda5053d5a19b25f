package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.testing.Awaits;
import io.penstock.testing.DnsFixture;
import io.penstock.testing.OneResource;
import io.penstock.testing.RunningAppliance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DNS answers that lead nowhere, or where they must not: a counted refusal, and no more. */
class AnswersTest {
    private static final String SERVICE = "_web._tcp.zigi.internal";
    private static final InetAddress ALLOWED = InetAddress.ofLiteral("127.0.0.22");

    @TempDir private Path directory;

    @Test
    void aServiceThatPointsToARefusedAddressIsDeniedAndDialedWhereItMayBe() throws Exception {
        try (var forbidden = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.21"));
                var allowed = new ServerSocket(0, 50, ALLOWED);
                var dns =
                        DnsFixture.start()
                                .srv(SERVICE, forbidden.getLocalPort(), "bad.zigi.internal", 1)
                                .a("bad.zigi.internal", "127.0.0.21", 60)) {
            var config = OneResource.at(1).named(dns).egress("127.0.0.22/32");
            try (var penstock = RunningAppliance.start(directory, yaml(config))) {
                assertReset(config);

                var line = penstock.logged();
                assertThat(line.getString("closeReason")).isEqualTo("egress_denied");
                assertThat(line.getString("resourceIpPort"))
                        .isEqualTo("127.0.0.21:" + forbidden.getLocalPort());
                assertThat(
                                penstock.metric(
                                        "penstock_connections_closed_total", "\"egress_denied\""))
                        .isEqualTo(1);

                dns.srv(SERVICE, allowed.getLocalPort(), "good.zigi.internal", 60)
                        .a("good.zigi.internal", "127.0.0.22", 60);
                Awaits.until("the new answer counts", () -> reaches(config, allowed));
            }
        }
    }

    @Test
    void aNameWithoutAnAddressIsNotResolved() throws Exception {
        try (var dns = DnsFixture.start().aaaa("web.zigi.internal", "::1", 60)) {
            var config = OneResource.at(1).named(dns);
            try (var penstock = RunningAppliance.start(directory, config.yaml())) {
                assertReset(config);

                var line = penstock.logged();
                assertThat(line.getString("closeReason")).isEqualTo("not_resolved");
                assertThat(line.getString("detail")).contains("web.zigi.internal");
            }
        }
    }

    @Test
    void aServiceWithoutAHostIsNotResolved() throws Exception {
        try (var dns = DnsFixture.start().srv(SERVICE, 0, "", 60)) { // RFC 2782: decidedly not here
            var config = OneResource.at(1).named(dns);
            try (var penstock = RunningAppliance.start(directory, yaml(config))) {
                assertReset(config);

                assertThat(penstock.logged().getString("closeReason")).isEqualTo("not_resolved");
            }
        }
    }

    /** The same configuration by the service's name, whose answer brings the port. */
    private static String yaml(OneResource config) {
        return config.yaml()
                .replace("web.zigi.internal", SERVICE)
                .replaceAll("portMappings: \\[[^\\]]*](, )?", "");
    }

    private static boolean reaches(OneResource config, ServerSocket resource) {
        try (var client = connect(config)) {
            resource.setSoTimeout(200);
            resource.accept().close();
            return client.getInputStream().read() < 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void assertReset(OneResource config) throws Exception {
        try (var client = connect(config)) {
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class);
        }
    }

    private static Socket connect(OneResource config) throws IOException {
        var client = new Socket(InetAddress.getLoopbackAddress(), config.port());
        client.setSoTimeout(10_000);
        return client;
    }
}
