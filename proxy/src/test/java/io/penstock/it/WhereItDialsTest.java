package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.testing.Awaits;
import io.penstock.testing.DnsFixture;
import io.penstock.testing.OneResource;
import io.penstock.testing.RunningAppliance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From where, to which of a name's addresses, and for how long the gateway dials. */
class WhereItDialsTest {
    private static final InetAddress ONE = InetAddress.ofLiteral("127.0.0.21");
    private static final InetAddress TWO = InetAddress.ofLiteral("127.0.0.22");

    @TempDir private Path directory;

    @Test
    void dialsFromTheGatewaysSourceAddress() throws Exception {
        try (var resource = new ServerSocket(0, 50, ONE)) {
            resource.setSoTimeout(10_000);
            var config = OneResource.at(resource.getLocalPort());
            var yaml =
                    config.yaml()
                            .replace("ipAddress: 127.0.0.1", "ipAddress: 127.0.0.21")
                            .replace("dnsServers:", "sourceAddresses: [127.0.0.99], dnsServers:");
            try (var penstock = RunningAppliance.start(directory, yaml)) {
                try (var _ = connect(config);
                        var served = resource.accept()) {
                    var seen = (InetSocketAddress) served.getRemoteSocketAddress();

                    assertThat(seen.getAddress().getHostAddress()).isEqualTo("127.0.0.99");
                }
                assertThat(penstock.logged().getString("gatewayIpPort")).startsWith("127.0.0.99:");
            }
        }
    }

    @Test
    void triesTheNextAddressWhereOneRefuses() throws Exception {
        try (var resource = new ServerSocket(0, 50, TWO);
                var dns =
                        DnsFixture.start()
                                .a("web.zigi.internal", "127.0.0.21", 60)
                                .a("web.zigi.internal", "127.0.0.22", 60)) {
            resource.setSoTimeout(10_000);
            var config = OneResource.at(resource.getLocalPort()).named(dns);
            var inTurn = config.with("balancing: ROUND_ROBIN");
            try (var penstock = RunningAppliance.start(directory, inTurn.yaml())) {
                for (int i = 0; i < 2; i++) { // one of the two begins with the address that refuses
                    connect(config).close();
                    resource.accept().close();
                    assertThat(penstock.logged().getString("resourceIpPort"))
                            .isEqualTo("127.0.0.22:" + resource.getLocalPort());
                }
                assertThat(penstock.metric("penstock_connect_failures_total", "\"refused\""))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void dialsOnlyThoseAddressesOfANameThatARuleAllows() throws Exception {
        try (var forbidden = new ServerSocket(0, 50, ONE);
                var allowed = new ServerSocket(forbidden.getLocalPort(), 50, TWO);
                var dns =
                        DnsFixture.start()
                                .a("web.zigi.internal", "127.0.0.21", 60)
                                .a("web.zigi.internal", "127.0.0.22", 60)) {
            allowed.setSoTimeout(10_000);
            var config =
                    OneResource.at(forbidden.getLocalPort()).named(dns).egress("127.0.0.22/32");
            try (var _ = RunningAppliance.start(directory, config.yaml())) {
                for (int i = 0; i < 5; i++) {
                    connect(config).close();
                    allowed.accept().close();
                }
            }
            forbidden.setSoTimeout(1);
            assertThatThrownBy(forbidden::accept).isInstanceOf(IOException.class);
        }
    }

    @Test
    void followsANameToItsNewAddressOnceItsTtlIsOver() throws Exception {
        try (var before = new ServerSocket(0, 50, ONE);
                var after = new ServerSocket(before.getLocalPort(), 50, TWO);
                var dns = DnsFixture.start().a("web.zigi.internal", "127.0.0.21", 1)) {
            before.setSoTimeout(10_000);
            after.setSoTimeout(50);
            var config = OneResource.at(before.getLocalPort()).named(dns);
            try (var _ = RunningAppliance.start(directory, config.yaml())) {
                connect(config).close();
                before.accept().close();
                // What still goes there would wait, half closed, for somebody to take it.
                before.setSoTimeout(0);
                var _ = Thread.ofVirtual().start(() -> closeAllComers(before));

                dns.forget("web.zigi.internal").a("web.zigi.internal", "127.0.0.22", 1);

                Awaits.until("the new address is dialed", () -> arrivesAt(after, config));
            }
        }
    }

    @Test
    void servesOnWithWhatItKnowsWhileItsResolverIsDown() throws Exception {
        try (var resource = new ServerSocket(0, 50, ONE)) {
            resource.setSoTimeout(10_000);
            var dns = DnsFixture.start().a("web.zigi.internal", "127.0.0.21", 1);
            var config = OneResource.at(resource.getLocalPort()).named(dns);
            try (var penstock = RunningAppliance.start(directory, config.yaml())) {
                for (int i = 0; i < 8; i++) { // so that each event loop has asked
                    connect(config).close();
                    resource.accept().close();
                }
                dns.close();

                Awaits.until(
                        "a question failed",
                        () -> {
                            arrivesAt(resource, config);
                            return penstock.metric("penstock_dns_lookups_total", "answered")
                                    < penstock.metric("penstock_dns_lookups_total");
                        });

                connect(config).close();
                resource.accept().close();
            }
        }
    }

    @Test
    void resetsTheClientWhenNobodyAnswersWithinTheConnectTimeout() throws Exception {
        try (var full = new ServerSocket(0, 1, ONE)) {
            // Two wait to be accepted, which is all the queue holds: the kernel drops what follows.
            try (var _ = new Socket(ONE, full.getLocalPort());
                    var _ = new Socket(ONE, full.getLocalPort())) {
                var config = OneResource.at(full.getLocalPort()).with("connectTimeout: 300ms");
                var yaml = config.yaml().replace("ipAddress: 127.0.0.1", "ipAddress: 127.0.0.21");
                try (var penstock = RunningAppliance.start(directory, yaml);
                        var client = connect(config)) {
                    assertThatThrownBy(() -> client.getInputStream().read())
                            .isInstanceOf(SocketException.class)
                            .hasMessageContaining("reset");

                    assertThat(penstock.logged().getString("closeReason"))
                            .isEqualTo("connect_timeout");
                }
            }
        }
    }

    private static boolean arrivesAt(ServerSocket resource, OneResource config) {
        try {
            connect(config).close();
            resource.accept().close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns when the socket is closed. */
    private static void closeAllComers(ServerSocket resource) {
        try {
            while (true) {
                resource.accept().close();
            }
        } catch (IOException e) {
            // closed: the test is over
        }
    }

    private static Socket connect(OneResource config) throws IOException {
        var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), config.port());
        socket.setSoTimeout(10_000);
        return socket;
    }
}
