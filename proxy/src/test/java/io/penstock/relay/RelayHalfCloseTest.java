package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Awaits;
import io.penstock.testing.Relaying;
import io.penstock.testing.Relaying.Direction;
import io.penstock.testing.Stream;
import io.penstock.testing.Stream.End;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** DESIGN 3.7: a half-close passes through, and the other direction goes on. */
class RelayHalfCloseTest {
    private static final int SMALL_BUFFER = 16 << 10;

    @ParameterizedTest
    @CsvSource({
        "FROM_CLIENT, 5, 0",
        "FROM_CLIENT, 5, 1",
        "FROM_CLIENT, 33554432, 0",
        "FROM_CLIENT, 33554432, 1",
        "FROM_SERVER, 5, 0",
        "FROM_SERVER, 5, 1",
        "FROM_SERVER, 33554432, 0",
        "FROM_SERVER, 33554432, 1",
    })
    void deliversTheAnswerToASideThatHasHalfClosed(Direction first, long bytes, int pauseMillis)
            throws Exception {
        int buffer = pauseMillis == 0 ? 0 : SMALL_BUFFER;
        try (var relaying = new Relaying(Limits.DEFAULT, 50, buffer)) {
            var ends = relaying.connect(buffer);
            var asker = ends.of(first);
            var answerer = ends.of(first.back());
            Stream.send(asker, 7);
            asker.shutdownOutput();

            assertThat(Stream.read(answerer)).isEqualTo(Stream.whole(7, End.FIN));
            var answer =
                    relaying.peers()
                            .meanwhile(() -> Stream.read(asker, Duration.ofMillis(pauseMillis)));
            Stream.send(answerer, bytes);
            answerer.close();

            assertThat(answer.get()).isEqualTo(Stream.whole(bytes, End.FIN));
            boolean client = first == Direction.FROM_CLIENT;
            assertThat(relaying.ending())
                    .isEqualTo(
                            new Ending(
                                    Ending.Cause.CLOSED,
                                    client ? Side.CLIENT : Side.SERVER,
                                    client ? 7 : bytes,
                                    client ? bytes : 7));
        }
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void spinsNotWhileOneSideHasEndedBothWaysAndTheOtherDoesNotRead(Direction stalled)
            throws Exception {
        try (var relaying = new Relaying(Limits.DEFAULT, 50, SMALL_BUFFER)) {
            var ends = relaying.connect(SMALL_BUFFER);
            var reader = ends.of(stalled);
            var sender = ends.of(stalled.back());
            reader.shutdownOutput();
            assertThat(sender.getInputStream().read()).isEqualTo(-1);
            var sent =
                    relaying.peers()
                            .meanwhile(() -> {
                                Stream.send(sender, 32 << 20);
                                sender.shutdownOutput();
                                return true;
                            });
            Awaits.until("bytes are held", () -> relaying.loop().heldBytes() > 0);

            var before = relaying.loopTime();
            Awaits.pass(Duration.ofMillis(500));
            assertThat(relaying.loopTime().minus(before)).isLessThan(Duration.ofMillis(150));

            assertThat(Stream.read(reader)).isEqualTo(Stream.whole(32 << 20, End.FIN));
            assertThat(sent.get()).isTrue();
            assertThat(relaying.ending().cause()).isEqualTo(Ending.Cause.CLOSED);
        }
    }

    /** All has been sent and both FINs are there, while the relay holds what is not read. */
    @ParameterizedTest
    @EnumSource(Direction.class)
    void spinsNotOnAHangUpThatCannotBeAnsweredYet(Direction stalled) throws Exception {
        try (var relaying = new Relaying(Limits.DEFAULT, 50, SMALL_BUFFER)) {
            var ends = relaying.connect(SMALL_BUFFER);
            var reader = ends.of(stalled);
            var sender = ends.of(stalled.back());
            var relay = relaying.relay();
            long bytes = fillUntilHeld(relaying, sender) + 50_000;
            reader.shutdownOutput();
            assertThat(sender.getInputStream().read()).isEqualTo(-1);
            Stream.send(sender, 50_000);
            sender.close();

            var before = relaying.loopTime();
            Awaits.pass(Duration.ofMillis(500));
            assertThat(relaying.loopTime().minus(before)).isLessThan(Duration.ofMillis(150));

            assertThat(Stream.read(reader).bytes()).isEqualTo(bytes);
            var ending = relaying.ending();
            assertThat(ending.cause()).isEqualTo(Ending.Cause.CLOSED);
            assertThat(relay.tally().fromClient() + relay.tally().fromServer()).isEqualTo(bytes);
        }
    }

    private static long fillUntilHeld(Relaying relaying, java.net.Socket sender) throws Exception {
        long sent = 0;
        while (relaying.loop().heldBytes() == 0) {
            Stream.send(sender, 16 << 10);
            sent += 16 << 10;
        }
        return sent;
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void movesAHundredMegabytesBothWaysAtOnce(Direction closesFirst) throws Exception {
        long bytes = 100 << 20;
        try (var relaying = new Relaying()) {
            var ends = relaying.connect();
            var peers = relaying.peers();
            var atClient = peers.meanwhile(() -> Stream.read(ends.client()));
            var atServer = peers.meanwhile(() -> Stream.read(ends.server()));
            var other = ends.of(closesFirst.back());
            var back =
                    peers.meanwhile(() -> {
                        Stream.send(other, bytes);
                        return true;
                    });
            Stream.send(ends.of(closesFirst), bytes);
            ends.of(closesFirst).shutdownOutput();
            assertThat(back.get()).isTrue();
            other.shutdownOutput();

            var whole = Stream.whole(bytes, End.FIN);
            assertThat(atClient.get()).isEqualTo(whole);
            assertThat(atServer.get()).isEqualTo(whole);
            var ending = relaying.ending();
            assertThat(ending.cause()).isEqualTo(Ending.Cause.CLOSED);
            assertThat(ending.bytesFromClient()).isEqualTo(bytes);
            assertThat(ending.bytesFromServer()).isEqualTo(bytes);
        }
    }

    @Test
    void letsTheServerSpeakFirst() throws Exception {
        try (var relaying = new Relaying()) {
            var ends = relaying.connect();
            Stream.send(ends.server(), 220);

            assertThat(ends.client().getInputStream().readNBytes(220)).hasSize(220);
            assertThat(relaying.relay().tally().fromServer()).isEqualTo(220);
        }
    }
}
