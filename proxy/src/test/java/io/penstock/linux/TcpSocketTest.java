package io.penstock.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.testing.Awaits;
import io.penstock.testing.Peers;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every call on a socket that Penstock makes, against sockets of the JDK. */
class TcpSocketTest {
    private static final IpPort ANY = new IpPort(Ip.v4(0x7f00_0001), 0);
    private static final int ESTABLISHED = 1;
    private static final int CLOSED = 7;

    private final Sockaddr from = new Sockaddr();

    private static TcpSocket listening(IpPort at) throws SystemCallException {
        var socket = TcpSocket.open(at.ip().isV4());
        socket.set(SocketOption.REUSE_ADDRESS, 1);
        socket.set(SocketOption.REUSE_PORT, 1);
        if (!at.ip().isV4()) {
            socket.set(SocketOption.V6_ONLY, 1);
        }
        socket.bind(at);
        socket.listen(8);
        return socket;
    }

    private TcpSocket accepted(TcpSocket listener) {
        var fd = new int[1];
        Awaits.until("a connection waits", () -> (fd[0] = listener.accept(from)) >= 0);
        return TcpSocket.of(fd[0]);
    }

    private static Socket client(TcpSocket listener) throws Exception {
        var address = listener.local();
        return new Socket(address.ip().toInetAddress(), address.port());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void acceptsAndTellsBothEnds(String at) throws Exception {
        try (var listener = listening(new IpPort(Ip.of(InetAddress.ofLiteral(at)), 0));
                var client = client(listener);
                var socket = accepted(listener)) {
            assertThat(from.get())
                    .isEqualTo(new IpPort(Ip.of(client.getLocalAddress()), client.getLocalPort()));
            assertThat(socket.local()).isEqualTo(listener.local());
            assertThat(listener.accept(from)).isEqualTo(-Errno.EAGAIN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void connectsASocketOfEitherFamily(String address) throws Exception {
        var ip = InetAddress.ofLiteral(address);
        try (var server = new ServerSocket(0, 1, ip);
                var socket = TcpSocket.open(Ip.of(ip).isV4())) {
            int begun = socket.connect(new IpPort(Ip.of(ip), server.getLocalPort()));

            assertThat(begun).isIn(0, Errno.EINPROGRESS);
            try (var accepted = server.accept()) {
                assertThat(accepted.getPort()).isEqualTo(socket.local().port());
                assertThat(accepted.getInetAddress()).isEqualTo(ip);
            }
        }
    }

    @Test
    void bindsASourceAddressWhosePortIsChosenLater() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                var socket = TcpSocket.open(true)) {
            socket.set(SocketOption.BIND_ADDRESS_NO_PORT, 1);
            socket.bind(new IpPort(Ip.v4(0x7f51_0003), 0));
            assertThat(socket.local().port()).isZero();

            socket.connect(new IpPort(ANY.ip(), server.getLocalPort()));
            try (var accepted = server.accept()) {
                assertThat(accepted.getInetAddress().getHostAddress()).isEqualTo("127.81.0.3");
            }
        }
    }

    @Test
    void sendsItsFin() throws Exception {
        try (var listener = listening(ANY);
                var client = client(listener);
                var socket = accepted(listener)) {
            assertThat(socket.finish()).isZero();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void tellsErrorsAndTheStateOfTcp() throws Exception {
        try (var listener = listening(ANY);
                var client = client(listener);
                var socket = accepted(listener)) {
            assertThat(socket.state()).isEqualTo(ESTABLISHED);
            Peers.reset(client);
            Awaits.until("the reset is there", () -> stateOf(socket) == CLOSED);
            assertThat(socket.takeError()).isEqualTo(Errno.ECONNRESET);
            assertThat(socket.takeError()).isZero();
            assertThat(socket.finish()).isPositive();
        }
    }

    private static int stateOf(TcpSocket socket) {
        try {
            return socket.state();
        } catch (SystemCallException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void resetsOnCloseWhereThatIsAskedFor() throws Exception {
        try (var listener = listening(ANY);
                var client = client(listener)) {
            var socket = accepted(listener);
            socket.resetOnClose();
            socket.close();

            assertThatThrownBy(() -> client.getInputStream().read())
                    .hasMessageContaining("Connection reset");
        }
    }

    /** Seen with a listener, from which what it accepts inherits them. */
    @Test
    void setsOptionsThatAreInherited() throws Exception {
        try (var listener = listening(ANY)) {
            listener.set(SocketOption.NO_DELAY, 1);
            listener.set(SocketOption.KEEPALIVE, 1);
            listener.set(SocketOption.KEEPALIVE_IDLE, 61);
            listener.set(SocketOption.KEEPALIVE_INTERVAL, 11);
            listener.set(SocketOption.KEEPALIVE_PROBES, 7);
            listener.set(SocketOption.USER_TIMEOUT, 12_345);
            try (var _ = client(listener);
                    var socket = accepted(listener)) {
                assertThat(socket.get(SocketOption.NO_DELAY)).isOne();
                assertThat(socket.get(SocketOption.KEEPALIVE)).isOne();
                assertThat(socket.get(SocketOption.KEEPALIVE_IDLE)).isEqualTo(61);
                assertThat(socket.get(SocketOption.KEEPALIVE_INTERVAL)).isEqualTo(11);
                assertThat(socket.get(SocketOption.KEEPALIVE_PROBES)).isEqualTo(7);
                assertThat(socket.get(SocketOption.USER_TIMEOUT)).isEqualTo(12_345);
            }
        }
    }

    /** The peer's receive buffer is full, so not everything can be acknowledged. */
    @Test
    void tellsWhatIsNotAcknowledged() throws Exception {
        try (var peers = new Peers()) {
            var server = peers.server(1, 4096);
            var socket = TcpSocket.open(true);
            socket.connect(Peers.addressOf(server));
            var peer = peers.accept(server);
            assertThat(socket.unacknowledged()).isZero();
            int sent = send(socket, 1 << 20);

            assertThat(socket.unacknowledged()).isBetween(1, sent);
            assertThat(peer.getInputStream().readNBytes(sent)).hasSize(sent);
            Awaits.until("it is acknowledged", () -> socket.unacknowledged() == 0);
            socket.close();
            assertThat(socket.unacknowledged()).isEqualTo(-1);
        }
    }

    private static int send(TcpSocket socket, int bytes) {
        var opening = CallRing.open();
        assumeTrue(opening instanceof Sends.Opening.Opened, opening.toString());
        try (var arena = Arena.ofConfined();
                var ring = ((Sends.Opening.Opened<CallRing>) opening).sends()) {
            int sent = ring.send(socket.descriptor(), arena.allocate(bytes).address(), bytes);
            ring.submit();
            return ring.result(sent);
        }
    }

    @Test
    void answersWithTheErrno() throws Exception {
        try (var socket = TcpSocket.open(true)) {
            int begun = socket.connect(new IpPort(Ip.v4(0xe000_0001), 80));
            assertThat(Errno.text(begun)).isEqualTo("Network is unreachable");
            assertThatThrownBy(() -> socket.bind(new IpPort(Ip.v4(0xc000_0201), 80)))
                    .isInstanceOfSatisfying(
                            SystemCallException.class,
                            e -> assertThat(e.errno()).isEqualTo(Errno.EADDRNOTAVAIL))
                    .hasMessage("bind: Cannot assign requested address");
        }
    }

    /** Its number may be another's by then. */
    @Test
    void doesNothingOnceItIsClosed() throws Exception {
        var socket = TcpSocket.open(true);
        assertThat(socket.isOpen()).isTrue();
        socket.close();
        try (var other = TcpSocket.open(true)) {
            socket.close();

            assertThat(socket.isOpen()).isFalse();
            assertThat(socket.connect(ANY)).isEqualTo(9);
            assertThat(other.takeError()).isZero();
            assertThat(socket).hasToString("closed socket");
        }
    }
}
