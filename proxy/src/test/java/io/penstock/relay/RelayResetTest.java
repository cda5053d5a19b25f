package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.testing.Awaits;
import io.penstock.testing.Peers;
import io.penstock.testing.Relaying;
import io.penstock.testing.Relaying.Direction;
import io.penstock.testing.Stream;
import io.penstock.testing.Stream.End;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** DESIGN 3.7: a reset passes through as a reset, after what came before it. */
class RelayResetTest {
    private static final int SMALL_BUFFER = 16 << 10;

    @ParameterizedTest
    @EnumSource(Direction.class)
    void passesOn(Direction from) throws Exception {
        try (var relaying = new Relaying()) {
            var ends = relaying.connect();
            relaying.relay();
            Peers.reset(ends.of(from));

            assertThat(Stream.read(ends.of(from.back()))).isEqualTo(Stream.whole(0, End.RESET));
            assertThat(relaying.ending()).isEqualTo(new Ending(cause(), side(from), 0, 0));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FROM_CLIENT, 5, 0",
        "FROM_CLIENT, 100000, 0",
        "FROM_CLIENT, 100000, 1",
        "FROM_CLIENT, 33554432, 0",
        "FROM_CLIENT, 33554432, 1",
        "FROM_SERVER, 5, 0",
        "FROM_SERVER, 100000, 0",
        "FROM_SERVER, 100000, 1",
        "FROM_SERVER, 33554432, 0",
        "FROM_SERVER, 33554432, 1",
    })
    void comesAfterAllThatWasSentBefore(Direction from, int bytes, int pauseMillis)
            throws Exception {
        int buffer = pauseMillis == 0 ? 0 : SMALL_BUFFER;
        try (var relaying = new Relaying(Limits.DEFAULT, 50, buffer)) {
            var ends = relaying.connect(buffer);
            var reader = ends.of(from.back());
            var seen =
                    relaying.peers()
                            .meanwhile(() -> Stream.read(reader, Duration.ofMillis(pauseMillis)));
            Peers.sendThenReset(ends.of(from), bytes);

            assertThat(seen.get()).isEqualTo(Stream.whole(bytes, End.RESET));
            assertThat(relaying.ending().side()).isEqualTo(side(from));
        }
    }

    /** The relay sees bytes and reset in one event, and its reader takes them later. */
    @ParameterizedTest
    @EnumSource(Direction.class)
    void comesAfterBytesThatWaitedWithIt(Direction from) throws Exception {
        try (var relaying = new Relaying()) {
            var ends = relaying.connect();
            relaying.relay();
            var held = relaying.holdLoop();
            Peers.sendThenReset(ends.of(from), 50_000);
            held.countDown();

            assertThat(Stream.read(ends.of(from.back())))
                    .isEqualTo(Stream.whole(50_000, End.RESET));
            assertThat(relaying.ending().cause()).isEqualTo(cause());
        }
    }

    /** What came before lies in the kernel and in the relay, since nobody reads it. */
    @ParameterizedTest
    @EnumSource(Direction.class)
    void waitsForAReaderThatIsAsleepWithoutSpinning(Direction from) throws Exception {
        try (var relaying = new Relaying(Limits.DEFAULT, 50, SMALL_BUFFER)) {
            var ends = relaying.connect(SMALL_BUFFER);
            var sender = ends.of(from);
            int sent = 0;
            while (relaying.loop().heldBytes() == 0) {
                Stream.send(sender, 16 << 10);
                sent += 16 << 10;
            }
            Peers.sendThenReset(sender, 50_000);

            var before = relaying.loopTime();
            Awaits.pass(Duration.ofMillis(500));
            assertThat(relaying.loopTime().minus(before)).isLessThan(Duration.ofMillis(150));

            var seen = Stream.read(ends.of(from.back()));
            assertThat(seen.bytes()).isEqualTo(sent + 50_000);
            assertThat(seen.end()).isEqualTo(End.RESET);
            assertThat(relaying.ending().side()).isEqualTo(side(from));
        }
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void passesOnBehindAFinWithoutSpinning(Direction from) throws Exception {
        try (var relaying = new Relaying()) {
            var ends = relaying.connect();
            var other = ends.of(from.back());
            ends.of(from).shutdownOutput();
            assertThat(other.getInputStream().read()).isEqualTo(-1);
            Peers.reset(ends.of(from));

            assertThat(relaying.ending()).isEqualTo(new Ending(cause(), side(from), 0, 0));
            assertThatThrownBy(() -> other.getOutputStream().write(new byte[1]))
                    .isInstanceOf(IOException.class);
            var before = relaying.loopTime();
            Awaits.pass(Duration.ofMillis(300));
            assertThat(relaying.loopTime().minus(before)).isLessThan(Duration.ofMillis(100));
        }
    }

    /** The one that got the FIN is the one that resets. */
    @ParameterizedTest
    @EnumSource(Direction.class)
    void passesOnToASideThatHasHalfClosed(Direction from) throws Exception {
        try (var relaying = new Relaying()) {
            var ends = relaying.connect();
            var other = ends.of(from.back());
            other.shutdownOutput();
            assertThat(ends.of(from).getInputStream().read()).isEqualTo(-1);
            Peers.sendThenReset(ends.of(from), 100_000);

            assertThat(Stream.read(other)).isEqualTo(Stream.whole(100_000, End.RESET));
            assertThat(relaying.ending().side()).isEqualTo(side(from));
        }
    }

    /** A peer that closes with bytes unread resets; what the other one sends then must end. */
    @ParameterizedTest
    @EnumSource(Direction.class)
    void passesOnFromAPeerThatGoesWhileItIsSentTo(Direction from) throws Exception {
        try (var relaying = new Relaying()) {
            var ends = relaying.connect();
            var sender = ends.of(from.back());
            Stream.send(sender, 1000);
            Awaits.until("it has something to read", () -> available(ends.of(from)) > 0);
            ends.of(from).close();

            assertThatThrownBy(() -> Stream.send(sender, 64 << 20)).isInstanceOf(IOException.class);
            assertThat(relaying.ending().side()).isEqualTo(side(from));
        }
    }

    private static int available(java.net.Socket socket) {
        try {
            return socket.getInputStream().available();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Ending.Cause cause() {
        return Ending.Cause.RESET;
    }

    private static Side side(Direction from) {
        return from == Direction.FROM_CLIENT ? Side.CLIENT : Side.SERVER;
    }
}
