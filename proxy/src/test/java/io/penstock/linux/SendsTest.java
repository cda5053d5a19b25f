package io.penstock.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.linux.Sends.Opening;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class SendsTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final Arena arena = Arena.ofConfined();
    private final List<TcpSocket> ours = new ArrayList<>();
    private final List<Socket> theirs = new ArrayList<>();
    private final List<Sends> opened = new ArrayList<>();

    enum How {
        IO_URING,
        AIO
    }

    private Sends open(How how) {
        var opening =
                switch (how) {
                    case IO_URING -> CallRing.open();
                    case AIO -> AioSends.open();
                };
        assumeTrue(opening instanceof Opening.Opened<?>, opening.toString());
        var sends = ((Opening.Opened<?>) opening).sends();
        opened.add(sends);
        return sends;
    }

    @AfterEach
    void close() throws IOException {
        arena.close();
        opened.forEach(Sends::close);
        for (var socket : ours) {
            socket.close();
        }
        for (var socket : theirs) {
            socket.close();
        }
    }

    @ParameterizedTest
    @EnumSource(How.class)
    void sendsToManySocketsInOneCallAndInOrder(How how) throws IOException {
        var sends = open(how);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < Sends.MOST / 2; i++) {
                var socket = round == 0 ? connect(0) : ours.get(i);
                assertThat(add(sends, socket, "one " + i + "\n")).isEqualTo(2 * i);
                assertThat(add(sends, socket, "two " + i + "\n")).isEqualTo(2 * i + 1);
            }

            sends.submit();

            for (int i = 0; i < Sends.MOST / 2; i++) {
                var expected = "one " + i + "\ntwo " + i + "\n";
                assertThat(sends.result(2 * i)).isEqualTo(expected.length() / 2);
                assertThat(read(i, expected.length())).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(How.class)
    void tellsWhatAFullSocketTakesWithoutWaiting(How how) throws IOException {
        var sends = open(how);
        var full = connect(4096);
        var bytes = arena.allocate(64 << 20);
        int whole = sends.send(full.descriptor(), bytes.address(), 64 << 20);
        int more = sends.send(full.descriptor(), bytes.address(), 64 << 20);

        sends.submit();

        assertThat(sends.result(whole)).isBetween(1, (64 << 20) - 1);
        assertThat(sends.result(more)).isEqualTo(-Errno.EAGAIN);
    }

    @ParameterizedTest
    @EnumSource(How.class)
    void tellsThatTheOtherEndIsGoneAndSendsTheRest(How how) throws IOException {
        var sends = open(how);
        var gone = connect(0);
        var there = connect(0);
        theirs.getFirst().setSoLinger(true, 0);
        theirs.getFirst().close();

        int lost = add(sends, gone, "nobody");
        add(sends, there, "somebody");
        sends.submit();

        assertThat(sends.result(lost)).isIn(-Errno.EPIPE, -Errno.ECONNRESET);
        assertThat(read(1, 8)).isEqualTo("somebody");
    }

    @ParameterizedTest
    @EnumSource(How.class)
    void takesNoMoreThanFits(How how) throws IOException {
        var sends = open(how);
        var socket = connect(0);
        for (int i = 0; i < Sends.MOST; i++) {
            add(sends, socket, "x");
        }

        assertThatThrownBy(() -> add(sends, socket, "y")).isInstanceOf(IllegalStateException.class);

        sends.submit();
        assertThat(read(0, Sends.MOST)).isEqualTo("x".repeat(Sends.MOST));
    }

    @ParameterizedTest
    @EnumSource(How.class)
    void sendsNothingWhenNothingWasAdded(How how) {
        var sends = open(how);
        sends.submit();
        sends.submit();
    }

    private int add(Sends sends, TcpSocket socket, String text) {
        MemorySegment bytes = arena.allocateFrom(text, StandardCharsets.US_ASCII);
        return sends.send(socket.descriptor(), bytes.address(), text.length());
    }

    private String read(int index, int bytes) throws IOException {
        var read = theirs.get(index).getInputStream().readNBytes(bytes);
        return new String(read, StandardCharsets.US_ASCII);
    }

    private TcpSocket connect(int receiveBuffer) throws IOException {
        try (var server = new ServerSocket()) {
            if (receiveBuffer > 0) {
                server.setReceiveBufferSize(receiveBuffer);
            }
            server.bind(new InetSocketAddress(LOOPBACK, 0));
            var socket = TcpSocket.open(true);
            ours.add(socket);
            socket.connect(new IpPort(Ip.of(LOOPBACK), server.getLocalPort()));
            theirs.add(server.accept());
            return socket;
        }
    }
}
