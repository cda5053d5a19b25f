package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Relaying;
import io.penstock.testing.Relaying.Direction;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All connections of a loop have their turn, however much one of them has to say. */
class RelayFairnessTest {
    private static final int SMALL = 1000;
    private static final int ROUNDS = 3;

    /** A bulk stream that never pauses is on the loop, and stays there to the end. */
    @ParameterizedTest
    @EnumSource(Direction.class)
    void aBulkStreamStarvesNoSmallConnections(Direction bulk) throws Exception {
        try (var relaying = new Relaying()) {
            var stop = new AtomicBoolean();
            var ends = relaying.connect();
            var stream = relaying.relay();
            var sender = ends.of(bulk);
            var sending = relaying.peers().meanwhile(() -> sendUntil(stop, sender));
            var receiver = ends.of(bulk.back());
            var received = relaying.peers().meanwhile(() -> readAll(receiver));
            var clients = talkers(relaying);

            long before = 0;
            for (int round = 0; round < ROUNDS; round++) {
                for (var client : clients) {
                    client.getOutputStream().write(round);
                }
                for (var client : clients) {
                    assertThat(client.getInputStream().read()).isEqualTo(round);
                }
                long moved = stream.tally().fromClient() + stream.tally().fromServer();
                assertThat(moved).as("the bulk stream goes on, too").isGreaterThan(before);
                before = moved;
            }
            stop.set(true);
            assertThat(received.get()).isEqualTo(sending.get());
        }
    }

    private static List<Socket> talkers(Relaying relaying) throws IOException {
        var clients = new ArrayList<Socket>();
        for (int i = 0; i < SMALL; i++) {
            var ends = relaying.connect();
            clients.add(ends.client());
            Callable<Boolean> echo = () -> echo(ends.server());
            var _ = relaying.peers().meanwhile(echo);
        }
        return clients;
    }

    private static long sendUntil(AtomicBoolean stop, Socket to) throws IOException {
        var bytes = new byte[256 << 10];
        long sent = 0;
        while (!stop.get()) {
            to.getOutputStream().write(bytes);
            sent += bytes.length;
        }
        to.shutdownOutput();
        return sent;
    }

    private static long readAll(Socket from) throws IOException {
        var bytes = new byte[256 << 10];
        long read = 0;
        for (int n = from.getInputStream().read(bytes);
                n >= 0;
                n = from.getInputStream().read(bytes)) {
            read += n;
        }
        return read;
    }

    private static boolean echo(Socket socket) throws IOException {
        for (int b = socket.getInputStream().read(); b >= 0; b = socket.getInputStream().read()) {
            socket.getOutputStream().write(b);
        }
        return true;
    }
}
