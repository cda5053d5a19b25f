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

    private static final int SYN_SENT = 2;

    private final Arena arena = Arena.ofConfined();
    private final List<TcpSocket> ours = new ArrayList<>();
    private final List<Socket> theirs = new ArrayList<>();
    private CallRing ring;

    @BeforeEach
    void open() {
        var opening = CallRing.open();
        assumeTrue(opening instanceof Opening.Opened, opening.toString());
        ring = ((Opening.Opened<CallRing>) opening).sends();
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
    void closesBehindWhatItSends() throws IOException {
        for (int round = 0; round < 3; round++) { // the numbers are used again
            for (int i = 0; i < 8; i++) {
                var socket = connect();
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
    void connectsManyInOneCall() throws IOException {
        for (int round = 0; round < 3; round++) {
            IpPort refusing = nobody();
            try (var server = new ServerSocket(0, CallRing.MOST_CONNECTS, LOOPBACK)) {
                var there = addressOf(server);
                for (int i = 0; i < CallRing.MOST_CONNECTS; i++) {
                    int number = ring.connect(socket().descriptor(), i % 4 == 3 ? refusing : there);
                    assertThat(number).isEqualTo(i);
                }
                assertThatThrownBy(() -> ring.connect(socket().descriptor(), there))
                        .isInstanceOf(IllegalStateException.class);

                ring.submit();

                for (int i = 0; i < CallRing.MOST_CONNECTS; i++) {
                    assertThat(ring.result(i)).isEqualTo(i % 4 == 3 ? -Errno.ECONNREFUSED : 0);
                }
                for (int i = 0; i < CallRing.MOST_CONNECTS * 3 / 4; i++) {
                    theirs.add(server.accept());
                }
            }
        }
    }

    /** A full accept queue answers no handshake, until it is asked again a second later. */
    @Test
    void letsGoOfAConnectThatWouldTakeTimeAndTheSocketGoesOn() throws Exception {
        try (var server = new ServerSocket(0, 1, LOOPBACK);
                var other = new ServerSocket(0, 1, LOOPBACK)) {
            var full = addressOf(server);
            for (int i = 0; i < 2; i++) {
                theirs.add(new Socket(LOOPBACK, server.getLocalPort()));
            }
            var slow = socket();
            var slowToo = socket();
            var quick = socket();
            var before = connect();

            int first = ring.connect(slow.descriptor(), full);
            int second = ring.connect(quick.descriptor(), addressOf(other));
            int third = ring.connect(slowToo.descriptor(), full);
            int sent = add(before, "sent");
            ring.submit();

            assertThat(ring.result(first)).isEqualTo(-Errno.EINPROGRESS);
            assertThat(ring.result(second)).isZero();
            assertThat(ring.result(third)).isEqualTo(-Errno.EINPROGRESS);
            assertThat(ring.result(sent)).isEqualTo(4);
            assertThat(slow.state()).isEqualTo(SYN_SENT);

            slowToo.close(); // the ring has let go of it
            int again = add(before, "again");
            ring.submit();
            assertThat(ring.result(again)).isEqualTo(5);
            assertThat(read(2, 9)).isEqualTo("sentagain");

            theirs.add(server.accept());
            theirs.add(server.accept());
            theirs.add(server.accept()); // the slow one has come through
            assertThat(theirs.getLast().getPort()).isEqualTo(slow.local().port());
            assertThat(slow.takeError()).isZero();
        }
    }

    private TcpSocket socket() throws IOException {
        var socket = TcpSocket.open(true);
        ours.add(socket);
        return socket;
    }

    private static IpPort nobody() throws IOException {
        try (var server = new ServerSocket(0, 1, LOOPBACK)) {
            return addressOf(server);
        }
    }

    private static IpPort addressOf(ServerSocket server) {
        return new IpPort(Ip.of(LOOPBACK), server.getLocalPort());
    }

    private int add(TcpSocket socket, String text) {
        MemorySegment bytes = arena.allocateFrom(text, StandardCharsets.US_ASCII);
        return ring.send(socket.descriptor(), bytes.address(), text.length());
    }

    private String read(int index, int bytes) throws IOException {
        var read = theirs.get(index).getInputStream().readNBytes(bytes);
        return new String(read, StandardCharsets.US_ASCII);
    }

    private TcpSocket connect() throws IOException {
        try (var server = new ServerSocket(0, 1, LOOPBACK)) {
            var socket = socket();
            socket.connect(addressOf(server));
            theirs.add(server.accept());
            return socket;
        }
    }
}
