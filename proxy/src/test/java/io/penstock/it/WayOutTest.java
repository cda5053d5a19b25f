package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/** Across IP versions, and through a network device: clients of one side never notice the other. */
class WayOutTest {
    private static final String V4 = "127.0.0.1";
    private static final String V6 = "::1";

    @TempDir private Path directory;

    @Test
    void takesAClientOfIpv4ToAResourceOfIpv6() throws Exception {
        try (var resource = listen(V6)) {
            var config = OneResource.at(resource.getLocalPort()).egress("\"::1/128\"");
            var yaml =
                    config.yaml()
                            .replace("ipAddress: 127.0.0.1", "ipAddress: \"::1\"")
                            .replace("ipAddressType: IPV4", "ipAddressType: IPV6")
                            .replace("dnsServers:", "sourceAddresses: [\"::1\"], dnsServers:");
            try (var penstock = RunningAppliance.start(directory, yaml)) {
                assertThat(echoed(V4, config, resource)).isEqualTo(InetAddress.ofLiteral(V6));

                var line = penstock.logged();
                assertThat(line.getString("sourceIpPort")).startsWith("127.0.0.1:");
                assertThat(line.getString("gatewayIpPort")).startsWith("[::1]:");
                assertThat(line.getString("resourceIpPort"))
                        .isEqualTo("[::1]:" + resource.getLocalPort());
            }
        }
    }

    @Test
    void takesAClientOfIpv6ToAResourceOfIpv4() throws Exception {
        try (var resource = listen("127.0.0.21")) {
            var config = OneResource.at(resource.getLocalPort()).ingress("\"::1/128\"");
            var yaml =
                    config.yaml()
                            .replace("ipAddress: 127.0.0.1", "ipAddress: 127.0.0.21")
                            .replace("addresses: [127.0.0.1]", "addresses: [\"::1\"]")
                            .replace("dnsServers:", "sourceAddresses: [127.0.0.99], dnsServers:");
            try (var penstock = RunningAppliance.start(directory, yaml)) {
                assertThat(echoed(V6, config, resource))
                        .isEqualTo(InetAddress.ofLiteral("127.0.0.99"));

                assertThat(penstock.logged().getString("sourceIpPort")).startsWith("[::1]:");
            }
        }
    }

    @Test
    void dialsEachVersionFromItsOwnSourceAddress() throws Exception {
        int port = RunningAppliance.freePort();
        try (var dns =
                DnsFixture.start()
                        .a("web.zigi.internal", "127.0.0.21", 60)
                        .aaaa("web.zigi.internal", V6, 60)) {
            var config = OneResource.at(port).named(dns);
            var yaml =
                    config.yaml()
                            .replace("ipAddressType: IPV4", "ipAddressType: DUALSTACK")
                            .replace(
                                    "egress: [",
                                    "egress: [{ports: \"1-65535\", cidr: \"::1/128\"}, ")
                            .replace(
                                    "dnsServers:",
                                    "sourceAddresses: [127.0.0.99, \"::1\"], dnsServers:");
            try (var penstock = RunningAppliance.start(directory, yaml)) {
                // Only one of the two listens, so it is that one whichever is tried first.
                try (var four = listen("127.0.0.21", port)) {
                    assertThat(echoed(V4, config, four))
                            .isEqualTo(InetAddress.ofLiteral("127.0.0.99"));
                }
                penstock.logged();

                try (var six = listen(V6, port)) {
                    assertThat(echoed(V4, config, six)).isEqualTo(InetAddress.ofLiteral(V6));
                }
                assertThat(penstock.logged().getString("gatewayIpPort")).startsWith("[::1]:");
            }
        }
    }

    @Test
    void asksAndDialsThroughTheInterface() throws Exception {
        try (var resource = listen("127.0.0.21");
                var dns = DnsFixture.start().a("web.zigi.internal", "127.0.0.21", 60)) {
            var config = OneResource.at(resource.getLocalPort()).named(dns);
            try (var penstock = RunningAppliance.start(directory, through("lo", config))) {
                echoed(V4, config, resource);

                assertThat(penstock.logged().getString("closeReason")).isIn("closed", "reset");
            }
        }
    }

    @Test
    void saysThatTheInterfaceIsNotThere() throws Exception {
        try (var resource = listen(V4)) {
            var config = OneResource.at(resource.getLocalPort());
            try (var penstock = RunningAppliance.start(directory, through("vrf-gone", config))) {
                try (var client = connect(V4, config)) {
                    assertThatThrownBy(() -> client.getInputStream().read())
                            .isInstanceOf(SocketException.class)
                            .hasMessageContaining("reset");
                }

                assertThat(penstock.logged().getString("detail"))
                        .contains("this host has no interface `vrf-gone`");
                assertThat(
                                penstock.metric(
                                        "penstock_connect_failures_total",
                                        "\"source_not_available\""))
                        .isEqualTo(1);
            }
        }
    }

    private static String through(String device, OneResource config) {
        return config.yaml().replace("dnsServers:", "interface: " + device + ", dnsServers:");
    }

    /** Sends a byte there and another back, and tells whom the resource saw. */
    private static InetAddress echoed(String at, OneResource config, ServerSocket resource)
            throws IOException {
        try (var client = connect(at, config);
                var served = resource.accept()) {
            client.getOutputStream().write('>');
            assertThat(served.getInputStream().read()).isEqualTo('>');
            served.getOutputStream().write('<');
            assertThat(client.getInputStream().read()).isEqualTo('<');
            return ((InetSocketAddress) served.getRemoteSocketAddress()).getAddress();
        }
    }

    private static ServerSocket listen(String address) throws IOException {
        return listen(address, 0);
    }

    private static ServerSocket listen(String address, int port) throws IOException {
        var socket = new ServerSocket(port, 50, InetAddress.ofLiteral(address));
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static Socket connect(String address, OneResource config) throws IOException {
        var socket = new Socket(InetAddress.ofLiteral(address), config.port());
        socket.setSoTimeout(10_000);
        return socket;
    }
}
