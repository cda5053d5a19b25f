package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.linux.SocketOption;
import io.penstock.linux.SystemCallException;
import io.penstock.testing.Awaits;
import io.penstock.testing.Relaying;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LivenessTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int TICKS = 11; // a relay is watched when it is ten seconds old

    @Test
    void watchesBothLegsOfWhatHasLivedForAWhile() throws Exception {
        var options = List.of(1, 1, 60, 10, 6, 360_000);
        assertThat(optionsWith(Limits.DEFAULT)).containsExactly(options, options);
    }

    /** The kernel must not cut off a reader that pauses before the idle timeout does. */
    @Test
    void givesUpLaterThanTheIdleTimeout() throws Exception {
        var hour = new Limits(Duration.ofHours(1), MINUTE, Limits.FOREVER, MINUTE);
        var options = List.of(1, 1, 60, 10, 6, 3_610_000);
        assertThat(optionsWith(hour)).containsExactly(options, options);
    }

    @Test
    void leavesItToTheSystemWhereThereIsNoIdleTimeout() throws Exception {
        var never = new Limits(Limits.FOREVER, MINUTE, Limits.FOREVER, MINUTE);
        var options = List.of(1, 1, 60, 10, 6, 0);
        assertThat(optionsWith(never)).containsExactly(options, options);
    }

    private static List<List<Integer>> optionsWith(Limits limits) throws Exception {
        try (var relaying = new Relaying(limits)) {
            relaying.connect();
            var relay = relaying.relay();
            var options = new CompletableFuture<List<List<Integer>>>();
            relaying.loop()
                    .execute(() -> {
                        var wheel = relaying.loop().wheel();
                        wheel.advance(wheel.now() + TICKS);
                        options.complete(
                                List.of(
                                        of(relay.server().other().wire()),
                                        of(relay.server().wire())));
                    });
            Awaits.until("the loop has looked", options::isDone);
            return options.join();
        }
    }

    private static List<Integer> of(Wire wire) {
        var socket = wire.socket();
        try {
            return List.of(
                    socket.get(SocketOption.NO_DELAY),
                    socket.get(SocketOption.KEEPALIVE),
                    socket.get(SocketOption.KEEPALIVE_IDLE),
                    socket.get(SocketOption.KEEPALIVE_INTERVAL),
                    socket.get(SocketOption.KEEPALIVE_PROBES),
                    socket.get(SocketOption.USER_TIMEOUT));
        } catch (SystemCallException e) {
            throw new AssertionError(e);
        }
    }
}
