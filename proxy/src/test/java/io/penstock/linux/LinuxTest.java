package io.penstock.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.penstock.testing.Awaits;
import io.penstock.testing.Peers;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinuxTest {
    @BeforeAll
    static void loadNettysLibrary() {
        Epoll.ensureAvailability();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, INET", "::1, INET6"})
    void connectsASocketOfEitherFamily(String address, SocketProtocolFamily family)
            throws Exception {
        var ip = InetAddress.ofLiteral(address);
        var socket = LinuxSocket.newSocketStream(family);
        try (var server = new ServerSocket(0, 1, ip)) {
            int begun = Connect.begin(socket.intValue(), ip.getAddress(), server.getLocalPort());

            assertThat(begun).isIn(0, Errno.EINPROGRESS);
            try (var accepted = server.accept()) {
                assertThat(accepted.getPort()).isEqualTo(socket.localAddress().getPort());
                assertThat(socket.remoteAddress().getAddress()).isEqualTo(ip);
            }
        } finally {
            socket.close();
        }
    }

    @Test
    void answersWithTheErrno() throws Exception {
        var socket = LinuxSocket.newSocketStream(SocketProtocolFamily.INET);
        try {
            int begun = Connect.begin(socket.intValue(), new byte[] {(byte) 224, 0, 0, 1}, 80);
            assertThat(Errno.text(begun)).isEqualTo("Network is unreachable");
        } finally {
            socket.close();
        }
        assertThat(Connect.begin(socket.intValue(), new byte[] {127, 0, 0, 1}, 80)).isEqualTo(9);
    }

    /** The peer's receive buffer is full, so not everything can be acknowledged. */
    @Test
    void tellsWhatIsNotAcknowledged() throws Exception {
        try (var peers = new Peers()) {
            var server = peers.server(1, 4096);
            var socket = LinuxSocket.newSocketStream(SocketProtocolFamily.INET);
            socket.connect(Peers.addressOf(server).toSocketAddress());
            var peer = peers.accept(server);
            assertThat(SendQueue.unacknowledged(socket.intValue())).isZero();
            var bytes = java.nio.ByteBuffer.allocateDirect(1 << 20);
            int sent = socket.send(bytes, 0, bytes.capacity());

            assertThat(SendQueue.unacknowledged(socket.intValue())).isBetween(1, sent);
            assertThat(peer.getInputStream().readNBytes(sent)).hasSize(sent);
            Awaits.until(
                    "it is acknowledged", () -> SendQueue.unacknowledged(socket.intValue()) == 0);
            socket.close();
            assertThat(SendQueue.unacknowledged(socket.intValue())).isEqualTo(-1);
        }
    }

    @Test
    void saysWhatADeviceNeeds() {
        assertThat(Device.refusal(Errno.EPERM, "eth1"))
                .contains("`eth1`")
                .contains("NET_RAW")
                .contains("5.7");
        assertThat(Device.refusal(Errno.ENODEV, "eth1"))
                .isEqualTo("this host has no interface `eth1`");
        assertThat(Device.refusal(Errno.ENETDOWN, "eth1"))
                .isEqualTo("the interface `eth1`: Network is down");
    }

    @Test
    void isThereOnThisSystem() {
        assertThat(SendQueue.available()).isTrue();
        assertThat(SendQueue.reason()).isEmpty();
        assertThat(Connect.available()).isTrue();
        assertThat(Connect.reason()).isEmpty();
        assertThat(Errno.text(Errno.ECONNREFUSED)).isEqualTo("Connection refused");
    }
}
