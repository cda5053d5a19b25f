package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Awaits;
import io.penstock.testing.Peers;
import io.penstock.testing.Relaying;
import io.penstock.testing.Stream;
import io.penstock.testing.Stream.End;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** DESIGN 3.7: the same if an end comes before, during or right after the dial. */
class RelayDialTest {
    @Test
    void deliversWhatAClientSentAndEndedBeforeTheDial() throws Exception {
        try (var relaying = new Relaying()) {
            relaying.dials().shut();
            var client = relaying.peers().connect(relaying.address());
            Awaits.until("it has arrived", () -> relaying.dials().waiting() == 1);
            Stream.send(client, 5);
            client.shutdownOutput();
            relaying.dials().open();

            var server = relaying.peers().accept(relaying.server());
            assertThat(Stream.read(server)).isEqualTo(Stream.whole(5, End.FIN));
            var answer = relaying.peers().meanwhile(() -> Stream.read(client));
            Stream.send(server, 32 << 20);
            server.close();
            assertThat(answer.get()).isEqualTo(Stream.whole(32 << 20, End.FIN));
            assertThat(relaying.ending().side()).isEqualTo(Side.CLIENT);
        }
    }

    @Test
    void passesOnAResetThatAClientSentBeforeTheDial() throws Exception {
        try (var relaying = new Relaying()) {
            relaying.dials().shut();
            var client = relaying.peers().connect(relaying.address());
            Awaits.until("it has arrived", () -> relaying.dials().waiting() == 1);
            Peers.sendThenReset(client, 50_000);
            relaying.dials().open();

            var server = relaying.peers().accept(relaying.server());
            assertThat(Stream.read(server)).isEqualTo(Stream.whole(50_000, End.RESET));
            assertThat(relaying.ending())
                    .isEqualTo(new Ending(Ending.Cause.RESET, Side.CLIENT, 50_000, 0));
        }
    }

    /** The server's accept queue is full, so its kernel answers no handshake. */
    @Test
    void deliversWhatAClientSentAndEndedDuringTheDial() throws Exception {
        try (var relaying = new Relaying(Limits.DEFAULT, 1, 0)) {
            var first = relaying.peers().connect(Peers.addressOf(relaying.server()));
            var second = relaying.peers().connect(Peers.addressOf(relaying.server()));
            var client = relaying.peers().connect(relaying.address());
            Stream.send(client, 5);
            client.shutdownOutput();
            Awaits.until("the dial is under way", () -> relaying.loop().sockets() == 3);

            relaying.peers().accept(relaying.server());
            relaying.peers().accept(relaying.server());
            var server = relaying.peers().accept(relaying.server());
            assertThat(Stream.read(server)).isEqualTo(Stream.whole(5, End.FIN));
            Stream.send(server, 5);
            server.close();
            assertThat(Stream.read(client)).isEqualTo(Stream.whole(5, End.FIN));
            assertThat(relaying.ending().cause()).isEqualTo(Ending.Cause.CLOSED);
            first.close();
            second.close();
        }
    }

    @Test
    void passesOnAResetThatAClientSentDuringTheDial() throws Exception {
        try (var relaying = new Relaying(Limits.DEFAULT, 1, 0)) {
            var first = relaying.peers().connect(Peers.addressOf(relaying.server()));
            var second = relaying.peers().connect(Peers.addressOf(relaying.server()));
            var client = relaying.peers().connect(relaying.address());
            Awaits.until("the dial is under way", () -> relaying.loop().sockets() == 3);
            Peers.sendThenReset(client, 5);

            relaying.peers().accept(relaying.server());
            relaying.peers().accept(relaying.server());
            var server = relaying.peers().accept(relaying.server());
            assertThat(Stream.read(server)).isEqualTo(Stream.whole(5, End.RESET));
            assertThat(relaying.ending().side()).isEqualTo(Side.CLIENT);
            first.close();
            second.close();
        }
    }

    @Test
    void deliversWhatAServerSentAndEndedBeforeTheJoin() throws Exception {
        try (var relaying = new Relaying()) {
            relaying.joins().shut();
            var ends = relaying.connect();
            Awaits.until("it was dialed", () -> relaying.joins().waiting() == 1);
            Stream.send(ends.server(), 5);
            ends.server().shutdownOutput();
            relaying.joins().open();

            assertThat(Stream.read(ends.client())).isEqualTo(Stream.whole(5, End.FIN));
            var answer = relaying.peers().meanwhile(() -> Stream.read(ends.server()));
            Stream.send(ends.client(), 32 << 20);
            ends.client().close();
            assertThat(answer.get()).isEqualTo(Stream.whole(32 << 20, End.FIN));
            assertThat(relaying.ending().side()).isEqualTo(Side.SERVER);
        }
    }

    @Test
    void passesOnAResetThatAServerSentBeforeTheJoinWithoutSpinning() throws Exception {
        try (var relaying = new Relaying()) {
            relaying.joins().shut();
            var ends = relaying.connect();
            Awaits.until("it was dialed", () -> relaying.joins().waiting() == 1);
            Peers.sendThenReset(ends.server(), 50_000);
            var before = relaying.loopTime();
            Awaits.pass(Duration.ofMillis(300));
            assertThat(relaying.loopTime().minus(before)).isLessThan(Duration.ofMillis(100));
            relaying.joins().open();

            assertThat(Stream.read(ends.client())).isEqualTo(Stream.whole(50_000, End.RESET));
            assertThat(relaying.ending())
                    .isEqualTo(new Ending(Ending.Cause.RESET, Side.SERVER, 0, 50_000));
        }
    }

    /** A dial that took its time has its socket in epoll, which reports a reset without end. */
    @Test
    void spinsNotOnAResetThatWaitsForTheJoinOfALegThatEpollWatched() throws Exception {
        try (var relaying = new Relaying(Limits.DEFAULT, 1, 0)) {
            var peers = relaying.peers();
            var first = peers.connect(Peers.addressOf(relaying.server()));
            var second = peers.connect(Peers.addressOf(relaying.server()));
            relaying.joins().shut();
            var client = peers.connect(relaying.address());
            Awaits.until("the dial is under way", () -> relaying.loop().sockets() == 3);
            peers.accept(relaying.server());
            peers.accept(relaying.server());
            var server = peers.accept(relaying.server());
            Awaits.until("it was dialed", () -> relaying.joins().waiting() == 1);
            Peers.sendThenReset(server, 5);

            var before = relaying.loopTime();
            Awaits.pass(Duration.ofMillis(500));
            assertThat(relaying.loopTime().minus(before)).isLessThan(Duration.ofMillis(150));
            relaying.joins().open();
            assertThat(Stream.read(client)).isEqualTo(Stream.whole(5, End.RESET));
            assertThat(relaying.ending().side()).isEqualTo(Side.SERVER);
            first.close();
            second.close();
        }
    }

    /** The handshake, the bytes and the reset are all there when the loop looks for the first. */
    @Test
    void passesOnAResetThatCameBeforeTheHandshakeWasSeen() throws Exception {
        try (var relaying = new Relaying(Limits.DEFAULT, 1, 0)) {
            var peers = relaying.peers();
            var first = peers.connect(Peers.addressOf(relaying.server()));
            var second = peers.connect(Peers.addressOf(relaying.server()));
            var client = peers.connect(relaying.address());
            Awaits.until("the dial is under way", () -> relaying.loop().sockets() == 3);
            var held = relaying.holdLoop();
            peers.accept(relaying.server());
            peers.accept(relaying.server());
            Peers.sendThenReset(peers.accept(relaying.server()), 5);
            held.countDown();

            assertThat(Stream.read(client)).isEqualTo(Stream.whole(5, End.RESET));
            assertThat(relaying.ending())
                    .isEqualTo(new Ending(Ending.Cause.RESET, Side.SERVER, 0, 5));
            first.close();
            second.close();
        }
    }

    @Test
    void resetsAClientWhoseServerRefuses() throws Exception {
        try (var relaying = new Relaying()) {
            relaying.server().close();
            relaying.dials().shut();
            var client = relaying.peers().connect(relaying.address());
            Awaits.until("it has arrived", () -> relaying.dials().waiting() == 1);
            relaying.dials().open();

            assertThat(Stream.read(client)).isEqualTo(Stream.whole(0, End.RESET));
            assertThat(relaying.failure().text()).contains("Connection refused");
        }
    }
}
