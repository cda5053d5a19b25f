package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Awaits;
import io.penstock.testing.Peers;
import io.penstock.testing.Relaying;
import io.penstock.testing.Relaying.Direction;
import io.penstock.testing.Stream;
import io.penstock.testing.Stream.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a relay does that is held back: the same as any other, later. */
class RelayPaceTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Lets pass what the test says, counted over both directions. On the loop. */
    private static final class Allowance implements Pace.Maker {
        private final List<Runnable> waiting = new ArrayList<>();
        private long left;
        private int present;

        @Override
        public Pace of(Runnable resume) {
            present++;
            return new Pace() {
                @Override
                public int grant(int wanted) {
                    if (left == 0) {
                        waiting.add(resume);
                    }
                    return (int) Math.min(wanted, left);
                }

                @Override
                public void took(int bytes) {
                    left -= bytes;
                }

                @Override
                public void leave() {
                    present--;
                    waiting.remove(resume);
                }
            };
        }

        void add(long bytes) {
            left += bytes;
            var all = List.copyOf(waiting);
            waiting.clear();
            all.forEach(Runnable::run);
        }
    }

    private final Allowance allowance = new Allowance();

    @ParameterizedTest
    @EnumSource(Direction.class)
    void movesWhatItIsGrantedAndNoMore(Direction from) throws Exception {
        try (var relaying = new Relaying()) {
            var ends = relaying.connect();
            var relay = paced(relaying);
            Stream.send(ends.of(from), 300_000);
            awaitWaiting(relaying, 1);
            assertThat(moved(relay)).isZero();
            allow(relaying, 100);
            awaitWaiting(relaying, 1);
            assertThat(moved(relay)).isEqualTo(100);

            allow(relaying, 299_900 + 7);
            ends.of(from).shutdownOutput();

            assertThat(Stream.read(ends.of(from.back()))).isEqualTo(Stream.whole(300_000, End.FIN));
            ends.of(from.back()).close();
            assertThat(relaying.ending().cause()).isEqualTo(Ending.Cause.CLOSED);
        }
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void passesBothHalvesOfAConversationThatIsHeldBack(Direction first) throws Exception {
        try (var relaying = new Relaying()) {
            var ends = relaying.connect();
            paced(relaying);
            Stream.send(ends.of(first), 100_000);
            ends.of(first).shutdownOutput();
            awaitWaiting(relaying, 1);
            allow(relaying, 100_001);
            assertThat(Stream.read(ends.of(first.back())))
                    .isEqualTo(Stream.whole(100_000, End.FIN));
            allow(relaying, 50_000 - 1);

            // The answer and its end lie in the kernel while it is held back.
            Stream.send(ends.of(first.back()), 200_000);
            ends.of(first.back()).close();
            awaitWaiting(relaying, 1);
            allow(relaying, 150_001);

            assertThat(Stream.read(ends.of(first))).isEqualTo(Stream.whole(200_000, End.FIN));
            assertThat(relaying.ending().cause()).isEqualTo(Ending.Cause.CLOSED);
        }
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void passesAResetAfterWhatCameBeforeIt(Direction from) throws Exception {
        try (var relaying = new Relaying()) {
            var ends = relaying.connect();
            paced(relaying);
            var seen = relaying.peers().meanwhile(() -> Stream.read(ends.of(from.back())));
            Peers.sendThenReset(ends.of(from), 100_000);
            awaitWaiting(relaying, 1);
            allow(relaying, 40_000);
            awaitWaiting(relaying, 1);
            allow(relaying, 60_001);

            assertThat(seen.get()).isEqualTo(Stream.whole(100_000, End.RESET));
            assertThat(relaying.ending().cause()).isEqualTo(Ending.Cause.RESET);
        }
    }

    /** The side that is reset was waiting, too; being resumed must not cut the delivery short. */
    @Test
    void deliversToASideThatIsHeldBackItself() throws Exception {
        try (var relaying = new Relaying(Limits.DEFAULT, 50, 4096)) {
            var ends = relaying.connect();
            paced(relaying);
            int sockets = relaying.loop().sockets();
            Stream.send(ends.server(), 10_000);
            awaitWaiting(relaying, 1);
            // For the client alone, and before it sends: or it would wait, and nobody resume it.
            asked(relaying, () -> allowance.left = 1 << 20);
            Peers.sendThenReset(ends.client(), 100_000);
            Awaits.until("the reset is on its way", () -> relaying.loop().sockets() < sockets);

            allow(relaying, 1);

            assertThat(Stream.read(ends.server())).isEqualTo(Stream.whole(100_000, End.RESET));
            assertThat(relaying.ending().cause()).isEqualTo(Ending.Cause.RESET);
        }
    }

    @Test
    void isNotIdleWhileItIsHeldBackAndIsWhenItIsNot() throws Exception {
        try (var relaying = new Relaying(new Limits(SECOND, MINUTE, Limits.FOREVER, SECOND))) {
            var ends = relaying.connect();
            var relay = paced(relaying);
            Stream.send(ends.client(), 5);
            awaitWaiting(relaying, 1);
            Awaits.pass(Duration.ofSeconds(4)); // the coarse wheel may be two ticks late
            assertThat(asked(relaying, () -> relay.server().wire().isClosed())).isFalse();

            allow(relaying, 6);

            assertThat(ends.server().getInputStream().readNBytes(5)).hasSize(5);
            assertThat(relaying.ending())
                    .isEqualTo(new Ending(Ending.Cause.IDLE_TIMEOUT, Side.PROXY, 5, 0));
        }
    }

    @Test
    void goesOnAtOnceWhenThePaceIsTakenAway() throws Exception {
        try (var relaying = new Relaying()) {
            var ends = relaying.connect();
            var relay = paced(relaying);
            Stream.send(ends.client(), 100_000);
            ends.client().shutdownOutput();
            awaitWaiting(relaying, 1);

            relaying.loop().execute(() -> relay.pace(null));

            assertThat(Stream.read(ends.server())).isEqualTo(Stream.whole(100_000, End.FIN));
            assertThat(asked(relaying, () -> allowance.present)).isZero();
            assertThat(asked(relaying, allowance.waiting::size)).isZero();
        }
    }

    @Test
    void leavesThePaceWhenItEnds() throws Exception {
        try (var relaying = new Relaying()) {
            var ends = relaying.connect();
            var relay = paced(relaying);
            Stream.send(ends.client(), 100_000);
            Stream.send(ends.server(), 100_000);
            awaitWaiting(relaying, 2);

            relaying.loop().execute(relay::end);

            assertThat(Stream.read(ends.server()).end()).isEqualTo(End.RESET);
            relaying.ending();
            assertThat(asked(relaying, () -> allowance.present)).isZero();
            assertThat(asked(relaying, allowance.waiting::size)).isZero();
            relaying.loop().execute(() -> relay.pace(allowance));
            assertThat(asked(relaying, () -> allowance.present)).isZero();
        }
    }

    private Relay paced(Relaying relaying) throws InterruptedException {
        var relay = relaying.relay();
        asked(
                relaying,
                () -> {
                    relay.pace(allowance);
                    return true;
                });
        return relay;
    }

    private void allow(Relaying relaying, long bytes) {
        relaying.loop().execute(() -> allowance.add(bytes));
    }

    private void awaitWaiting(Relaying relaying, int directions) {
        Awaits.until(
                directions + " wait and nothing is left",
                () ->
                        asked(
                                relaying,
                                () ->
                                        allowance.waiting.size() == directions
                                                && allowance.left == 0));
    }

    private static long moved(Relay relay) {
        return relay.tally().fromClient() + relay.tally().fromServer();
    }

    private static <T> T asked(Relaying relaying, Supplier<T> question) {
        var answer = new CompletableFuture<T>();
        relaying.loop().execute(() -> answer.complete(question.get()));
        return answer.join();
    }
}
