package io.penstock.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.linux.CallRing.Opening;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CallRingTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final Arena arena = Arena.ofConfined();
    private final List<TcpSocket> ours = new ArrayList<>();
    private final List<Socket> theirs = new ArrayList<>();
    private CallRing ring;

    @BeforeEach
    void open() {
        var opening = CallRing.open();
        assumeTrue(opening instanceof Opening.Opened, opening.toString());
        ring = ((Opening.Opened) opening).ring();
    }

    @AfterEach
    void close() throws IOException {
        arena.close();
        if (ring != null) {
            ring.close();
        }
        for (var socket : ours) {
            socket.close();
        }
        for (var socket : theirs) {
            socket.close();
        }
    }

    @Test
    void sendsToManySocketsInOneCallAndInOrder() throws IOException {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < CallRing.MOST / 2; i++) {
                var socket = round == 0 ? connect(0) : ours.get(i);
                assertThat(add(socket, "one " + i + "\n")).isEqualTo(2 * i);
                assertThat(add(socket, "two " + i + "\n")).isEqualTo(2 * i + 1);
            }

            ring.submit();

            for (int i = 0; i < CallRing.MOST / 2; i++) {
                var expected = "one " + i + "\ntwo " + i + "\n";
                assertThat(ring.result(2 * i)).isEqualTo(expected.length() / 2);
                assertThat(read(i, expected.length())).isEqualTo(expected);
            }
        }
    }

    @Test
    void tellsWhatAFullSocketTakesWithoutWaiting() throws IOException {
        var full = connect(4096);
        var bytes = arena.allocate(64 << 20);
        int whole = ring.send(full.descriptor(), bytes.address(), 64 << 20);
        int more = ring.send(full.descriptor(), bytes.address(), 64 << 20);

        ring.submit();

        assertThat(ring.result(whole)).isBetween(1, (64 << 20) - 1);
        assertThat(ring.result(more)).isEqualTo(-Errno.EAGAIN);
    }

    @Test
    void tellsThatTheOtherEndIsGoneAndSendsTheRest() throws IOException {
        var gone = connect(0);
        var there = connect(0);
        theirs.getFirst().setSoLinger(true, 0);
        theirs.getFirst().close();

        int lost = add(gone, "nobody");
        add(there, "somebody");
        ring.submit();

        assertThat(ring.result(lost)).isIn(-Errno.EPIPE, -Errno.ECONNRESET);
        assertThat(read(1, 8)).isEqualTo("somebody");
    }

    @Test
    void takesNoMoreThanFits() throws IOException {
        var socket = connect(0);
        for (int i = 0; i < CallRing.MOST; i++) {
            add(socket, "x");
        }

        assertThatThrownBy(() -> add(socket, "y")).isInstanceOf(IllegalStateException.class);

        ring.submit();
        assertThat(read(0, CallRing.MOST)).isEqualTo("x".repeat(CallRing.MOST));
    }

    @Test
    void closesBehindWhatItSends() throws IOException {
        for (int round = 0; round < 3; round++) { // the numbers are used again
            for (int i = 0; i < 8; i++) {
                var socket = connect(0);
                assertThat(add(socket, "last " + i)).isEqualTo(2 * i);
                assertThat(ring.close(socket.release())).isEqualTo(2 * i + 1);
            }

            ring.submit();

            for (int i = 0; i < 8; i++) {
                assertThat(ring.result(2 * i)).isEqualTo(6);
                assertThat(ring.result(2 * i + 1)).isZero();
                var theirs = this.theirs.get(8 * round + i);
                assertThat(theirs.getInputStream().readAllBytes())
                        .isEqualTo(("last " + i).getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    @Test
    void sendsNothingWhenNothingWasAdded() {
        ring.submit();
        ring.submit();
    }

    private int add(TcpSocket socket, String text) {
        MemorySegment bytes = arena.allocateFrom(text, StandardCharsets.US_ASCII);
        return ring.send(socket.descriptor(), bytes.address(), text.length());
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
