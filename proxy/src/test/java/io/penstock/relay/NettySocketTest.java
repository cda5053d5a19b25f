package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.unix.Socket;
import io.penstock.testing.Awaits;
import io.penstock.testing.Peers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every method of Netty's {@code unix.Socket} that Penstock calls, as Penstock needs it: its
 * Javadoc calls it internal, so a new Netty may change it.
 */
class NettySocketTest {
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_KEEPIDLE = 4;
    private static final int TCP_INFO = 11;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;

    @BeforeAll
    static void loadNettysLibrary() {
        Epoll.ensureAvailability();
    }

    private static Socket listening(String address) throws IOException {
        var ip = InetAddress.ofLiteral(address);
        boolean v4 = ip.getAddress().length == 4;
        var socket =
                LinuxSocket.newSocketStream(
                        v4 ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6);
        socket.setReuseAddress(true);
        socket.setReusePort(true);
        if (!v4) {
            socket.setIntOpt(IPPROTO_IPV6, IPV6_V6ONLY, 0);
        }
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        socket.setIntOpt(IPPROTO_TCP, TCP_KEEPIDLE, 60);
        socket.bind(new InetSocketAddress(ip, 0));
        socket.listen(8);
        return socket;
    }

    private static Socket accepted(Socket listener, byte[] from) {
        var fd = new int[] {-1};
        Awaits.until(
                "a connection waits",
                () -> {
                    try {
                        fd[0] = listener.accept(from);
                        return fd[0] >= 0;
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
        return new Socket(fd[0]);
    }

    /** The bytes that accept leaves: a length, 4 or 16 of address (and 4 of scope), 4 of port. */
    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1, 8", "::1, ::1, 24", "::, 127.0.0.1, 8"})
    void acceptsAndTellsThePeersAddress(String at, String to, int length) throws Exception {
        var listener = listening(at);
        int port = listener.localAddress().getPort();
        var from = new byte[26];
        try (var client = new java.net.Socket(InetAddress.ofLiteral(to), port)) {
            var socket = accepted(listener, from);
            var address = InetAddress.ofLiteral(to).getAddress();

            assertThat(from[0]).isEqualTo((byte) length);
            assertThat(Arrays.copyOfRange(from, 1, 1 + address.length)).isEqualTo(address);
            assertThat(ByteBuffer.wrap(from).getInt(length - 3)).isEqualTo(client.getLocalPort());
            assertThat(socket.localAddress().getPort()).isEqualTo(port);
            assertThat(socket.isTcpNoDelay()).isTrue();
            assertThat(socket.isKeepAlive()).isTrue();
            assertThat(socket.getIntOpt(IPPROTO_TCP, TCP_KEEPIDLE)).isEqualTo(60);
            assertThat(listener.accept(from)).isEqualTo(-1);
            socket.close();
        } finally {
            listener.close();
        }
    }

    @Test
    void movesBytesAndTellsTheEnd() throws Exception {
        var listener = listening("127.0.0.1");
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(16);
        try (var client = new java.net.Socket(InetAddress.ofLiteral("127.0.0.1"), port(listener))) {
            var socket = accepted(listener, new byte[26]);
            long memory = buffer.memoryAddress();
            assertThat(socket.recvAddress(memory, 0, 16)).isZero();
            buffer.setBytes(0, new byte[] {1, 2, 3});
            assertThat(socket.sendAddress(memory, 0, 3)).isEqualTo(3);
            assertThat(client.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
            client.getOutputStream().write(9);
            client.shutdownOutput();
            Awaits.until("the byte is there", () -> receive(socket, memory) == 1);
            assertThat(buffer.getByte(0)).isEqualTo((byte) 9);
            Awaits.until("the end is there", () -> receive(socket, memory) == -1);
            socket.shutdown(false, true);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(socket.intValue()).isPositive();
            socket.close();
        } finally {
            buffer.release();
            listener.close();
        }
    }

    @Test
    void tellsErrorsAndTheStateOfTcpAndResets() throws Exception {
        var listener = listening("127.0.0.1");
        var info = ByteBuffer.allocateDirect(8);
        try (var client = new java.net.Socket(InetAddress.ofLiteral("127.0.0.1"), port(listener))) {
            var socket = accepted(listener, new byte[26]);
            socket.getRawOpt(IPPROTO_TCP, TCP_INFO, info);
            assertThat(info.get(0)).isEqualTo((byte) 1);
            Peers.reset(client);
            Awaits.until("the reset is there", () -> state(socket, info) == 7);
            assertThat(socket.getSoError()).isEqualTo(104);
            assertThat(socket.getSoError()).isZero();
            socket.setSoLinger(0);
            socket.close();
            assertThat(socket.isOpen()).isFalse();
        } finally {
            listener.close();
        }
    }

    private static int port(Socket listener) {
        return listener.localAddress().getPort();
    }

    private static int receive(Socket socket, long memory) {
        try {
            return socket.recvAddress(memory, 0, 16);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int state(Socket socket, ByteBuffer info) {
        try {
            info.clear();
            socket.getRawOpt(IPPROTO_TCP, TCP_INFO, info);
            return info.get(0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
