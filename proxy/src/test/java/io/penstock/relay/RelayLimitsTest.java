package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.linux.SocketOption;
import io.penstock.linux.SystemCallException;
import io.penstock.testing.Awaits;
import io.penstock.testing.Relaying;
import io.penstock.testing.Relaying.Direction;
import io.penstock.testing.Stream;
import io.penstock.testing.Stream.End;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Penstock itself ends, and what it holds at most. */
class RelayLimitsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void resetsBothSidesOfAnIdleRelay() throws Exception {
        try (var relaying = new Relaying(new Limits(SECOND, MINUTE, Limits.FOREVER, SECOND))) {
            var ends = relaying.connect();
            Stream.send(ends.client(), 5);
            long start = System.nanoTime();

            assertThat(Stream.read(ends.client())).isEqualTo(Stream.whole(0, End.RESET));
            assertThat(System.nanoTime() - start).isGreaterThan(SECOND.toNanos());
            assertThat(Stream.read(ends.server()).end()).isEqualTo(End.RESET);
            assertThat(relaying.ending())
                    .isEqualTo(new Ending(Ending.Cause.IDLE_TIMEOUT, Side.PROXY, 5, 0));
        }
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void keepsARelayOnWhichAByteMovesNowAndThen(Direction from) throws Exception {
        try (var relaying = new Relaying(new Limits(SECOND, MINUTE, Limits.FOREVER, SECOND))) {
            var ends = relaying.connect();
            for (int i = 0; i < 10; i++) {
                Awaits.pass(Duration.ofMillis(400));
                Stream.send(ends.of(from), 1);
                assertThat(ends.of(from.back()).getInputStream().read()).isNotEqualTo(-1);
            }
            ends.client().close();
            ends.server().close();

            assertThat(relaying.ending().cause()).isEqualTo(Ending.Cause.CLOSED);
        }
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void resetsBothSidesOfARelayThatStaysHalfClosed(Direction first) throws Exception {
        try (var relaying = new Relaying(new Limits(MINUTE, SECOND, Limits.FOREVER, SECOND))) {
            var ends = relaying.connect();
            ends.of(first).shutdownOutput();
            assertThat(ends.of(first.back()).getInputStream().read()).isEqualTo(-1);
            for (int i = 0; i < 5; i++) {
                Awaits.pass(Duration.ofMillis(400));
                Stream.send(ends.of(first.back()), 1);
            }
            long start = System.nanoTime();

            assertThat(Stream.read(ends.of(first)).end()).isEqualTo(End.RESET);
            assertThat(System.nanoTime() - start).isGreaterThan(SECOND.toNanos());
            assertThat(relaying.ending().cause()).isEqualTo(Ending.Cause.HALF_CLOSED_TIMEOUT);
        }
    }

    @Test
    void resetsBothSidesOfARelayThatIsTooOldThoughBytesMove() throws Exception {
        try (var relaying = new Relaying(new Limits(MINUTE, MINUTE, SECOND, SECOND))) {
            var ends = relaying.connect();
            var seen = relaying.peers().meanwhile(() -> Stream.read(ends.server()));
            var sent = relaying.peers().meanwhile(() -> trickle(ends.client()));

            assertThat(seen.get().end()).isEqualTo(End.RESET);
            assertThat(sent.get()).isTrue();
            assertThat(relaying.ending().cause()).isEqualTo(Ending.Cause.LIFETIME);
        }
    }

    private static boolean trickle(Socket to) {
        try {
            while (true) {
                Stream.send(to, 1);
                Awaits.pass(Duration.ofMillis(20));
            }
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void isEndedByItsOwnerWithAResetToBothSides() throws Exception {
        try (var relaying = new Relaying()) {
            var ends = relaying.connect();
            var relay = relaying.relay();
            Stream.send(ends.server(), 7);
            Awaits.until("it has moved", () -> relay.tally().fromServer() == 7);
            relaying.loop()
                    .execute(() -> {
                        relay.end();
                        relay.end();
                    });

            assertThat(Stream.read(ends.client()).end()).isEqualTo(End.RESET);
            assertThat(Stream.read(ends.server()).end()).isEqualTo(End.RESET);
            assertThat(relaying.ending())
                    .isEqualTo(new Ending(Ending.Cause.ABORTED, Side.PROXY, 0, 7));
        }
    }

    @Test
    void isEndedWhenVertxCloses() throws Exception {
        try (var relaying = new Relaying()) {
            var ends = relaying.connect();
            relaying.relay();
            relaying.vertx().close().await();

            assertThat(Stream.read(ends.client()).end()).isEqualTo(End.RESET);
            assertThat(Stream.read(ends.server()).end()).isEqualTo(End.RESET);
            assertThat(relaying.ending().cause()).isEqualTo(Ending.Cause.ABORTED);
        }
    }

    /** A server that acknowledges no byte any more, here since its window stays shut. */
    @Test
    void tellsASideThatStoppedAnsweringFromAReset() throws Exception {
        try (var relaying = new Relaying(Limits.DEFAULT, 50, 4096)) {
            var ends = relaying.connect();
            var relay = relaying.relay();
            relaying.loop().execute(() -> setUserTimeout(relay, 300));
            var sent = relaying.peers().meanwhile(() -> trickleMuch(ends.client()));

            assertThat(relaying.ending().cause()).isEqualTo(Ending.Cause.LOST);
            assertThat(sent.get()).isTrue();
        }
    }

    private static void setUserTimeout(Relay relay, int millis) {
        try {
            relay.server().wire().socket().set(SocketOption.USER_TIMEOUT, millis);
        } catch (SystemCallException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean trickleMuch(Socket to) {
        try {
            Stream.send(to, 64 << 20);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Readers that never read, each beside a trickle, and one relay in the midst that is busy. */
    @ParameterizedTest
    @EnumSource(Direction.class)
    void holdsAWindowAtMostForEachSideThatDoesNotRead(Direction from) throws Exception {
        int stalled = 8;
        try (var relaying = new Relaying(Limits.DEFAULT, 50, 16 << 10)) {
            var peers = relaying.peers();
            var others = new ArrayList<Relaying.Ends>();
            for (int i = 0; i < stalled; i++) {
                var ends = relaying.connect(16 << 10);
                others.add(ends);
                peers.meanwhile(() -> trickleMuch(ends.of(from))).state();
            }
            var busy = relaying.connect();
            var seen = peers.meanwhile(() -> Stream.read(busy.server()));
            for (int i = 0; i < 40; i++) {
                Stream.send(busy.client(), 1 << 20);
                for (var ends : others) {
                    Stream.send(ends.of(from.back()), 1);
                    assertThat(ends.of(from).getInputStream().read()).isNotEqualTo(-1);
                }
                assertThat(relaying.loop().heldBytes())
                        .isLessThanOrEqualTo((long) (stalled + 1) * Window.MAX_BYTES);
            }
            busy.client().shutdownOutput();

            assertThat(seen.get().bytes()).isEqualTo(40L << 20);
        }
    }
}
