package io.penstock.passage;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.relay.Relay;
import io.penstock.resource.Identity;
import io.penstock.resource.Kind;
import io.penstock.testing.Awaits;
import io.penstock.testing.Relaying;
import io.penstock.testing.Stream;
import io.penstock.testing.Stream.End;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Relays of one loop that share limits on bytes per second. */
class PacerTest {
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final Identity ONE = Identity.of(Kind.ENDPOINT, "000000000000", "one");
    private static final Identity WEB =
            Identity.of(Kind.RESOURCE_CONFIGURATION, "000000000000", "web");

    private final Account ofOne = new Account(System.nanoTime());
    private final Account ofWeb = new Account(System.nanoTime());

    @Test
    void takesTheTimeThatItsLimitSays() throws Exception {
        try (var relaying = new Relaying()) {
            var pacer = pacer(relaying);
            var ends = relaying.connect();
            under(relaying, relaying.relay(), () -> web(pacer, 8 * MIB));
            long start = System.nanoTime();
            var sent = relaying.peers().meanwhile(() -> send(ends.client(), 8 * MIB));

            var seen = Stream.read(ends.server());

            long millis = (System.nanoTime() - start) / 1_000_000;
            assertThat(sent.get()).isTrue();
            assertThat(seen).isEqualTo(Stream.whole(8 * MIB, End.FIN));
            assertThat(millis).as("a second, less what may come at once").isBetween(880L, 5_000L);
            ends.server().close();
        }
    }

    @Test
    void givesEachOfManyAboutTheSame() throws Exception {
        try (var relaying = new Relaying()) {
            var pacer = pacer(relaying);
            var relays = new ArrayList<Relay>();
            var ends = new ArrayList<Relaying.Ends>();
            for (int i = 0; i < 8; i++) {
                var one = relaying.connect();
                var relay = relaying.relay();
                under(relaying, relay, () -> web(pacer, 4 * MIB));
                relays.add(relay);
                ends.add(one);
                var from = i % 2 == 0 ? one.client() : one.server();
                var to = i % 2 == 0 ? one.server() : one.client();
                relaying.peers().meanwhile(() -> send(from, 64 * MIB)).state();
                relaying.peers().meanwhile(() -> Stream.read(to)).state();
            }
            Awaits.until("the slowest has its part", () -> least(relays) > 512 * KIB);

            long all = relays.stream().mapToLong(PacerTest::moved).sum();
            assertThat(least(relays)).isGreaterThan(all / 8 / 2);
            close(ends);
        }
    }

    /** What the narrower limit leaves over is there for those that are not under it. */
    @Test
    void holdsBothLimitsWhereThereAreTwo() throws Exception {
        try (var relaying = new Relaying()) {
            var pacer = pacer(relaying);
            var ends = new ArrayList<Relaying.Ends>();
            var narrow = bulk(relaying, ends, () -> both(pacer, 256 * KIB, 4 * MIB));
            var also = bulk(relaying, ends, () -> both(pacer, 256 * KIB, 4 * MIB));
            var wide = bulk(relaying, ends, () -> web(pacer, 4 * MIB));
            long start = System.nanoTime();

            Awaits.until("much has come", () -> moved(wide) > 4 * MIB);

            double seconds = (System.nanoTime() - start) / 1e9;
            double most = 256 * KIB * (seconds + 0.5);
            assertThat((double) moved(narrow) + moved(also)).isBetween(10.0 * KIB, most);
            assertThat(moved(narrow)).isPositive();
            assertThat(moved(also)).isPositive();
            assertThat(seconds).isBetween(0.8, 3.0);
            close(ends);
        }
    }

    @Test
    void followsALimitThatIsChangedAddedAndTakenAway() throws Exception {
        try (var relaying = new Relaying()) {
            var pacer = pacer(relaying);
            var ends = new ArrayList<Relaying.Ends>();
            var relay = bulk(relaying, ends, () -> web(pacer, KIB));
            Awaits.pass(Duration.ofMillis(500));
            assertThat(moved(relay)).isLessThan(2 * KIB);

            asked(relaying, () -> web(pacer, 16 * MIB)); // the same share: it only learns the limit
            Awaits.until("it is faster", () -> moved(relay) > 2 * MIB);

            under(relaying, relay, () -> both(pacer, KIB, 16 * MIB));
            long before = moved(relay);
            Awaits.pass(Duration.ofMillis(500));
            assertThat(moved(relay) - before).isLessThan(2 * KIB);

            relaying.loop().execute(() -> relay.pace(null));
            Awaits.until("it is as fast as it goes", () -> moved(relay) > 50 * MIB);
            close(ends);
        }
    }

    @Test
    void restsWhereNothingIsToDo() throws Exception {
        try (var relaying = new Relaying()) {
            var pacer = pacer(relaying);
            var ends = relaying.connect();
            under(relaying, relaying.relay(), () -> web(pacer, MIB));
            for (int i = 0; i < 20; i++) {
                Stream.send(ends.client(), 100);
                assertThat(ends.server().getInputStream().readNBytes(100)).hasSize(100);
            }

            Awaits.until("what is left is given back", () -> asked(relaying, pacer::isAtRest));

            assertThat(ofWeb.waiting.get()).isZero();
            ends.client().close();
            ends.server().close();
        }
    }

    private static Relay bulk(
            Relaying relaying, List<Relaying.Ends> ends, Supplier<Pacer.Bounds> bounds)
            throws Exception {
        var one = relaying.connect();
        ends.add(one);
        var relay = relaying.relay();
        under(relaying, relay, bounds);
        relaying.peers().meanwhile(() -> send(one.client(), 256 * MIB)).state();
        relaying.peers().meanwhile(() -> Stream.read(one.server())).state();
        return relay;
    }

    private Pacer.Bounds web(Pacer pacer, long perSecond) {
        return new Pacer.Bounds(pacer, List.of(pacer.share(WEB, ofWeb, perSecond)));
    }

    private Pacer.Bounds both(Pacer pacer, long ofEndpoint, long ofResource) {
        return new Pacer.Bounds(
                pacer,
                List.of(pacer.share(ONE, ofOne, ofEndpoint), pacer.share(WEB, ofWeb, ofResource)));
    }

    private static Pacer pacer(Relaying relaying) {
        return new Pacer(relaying.loop(), System::nanoTime);
    }

    private static void under(Relaying relaying, Relay relay, Supplier<Pacer.Bounds> bounds) {
        asked(
                relaying,
                () -> {
                    relay.pace(bounds.get());
                    return true;
                });
    }

    private static <T> T asked(Relaying relaying, Supplier<T> question) {
        var answer = new CompletableFuture<T>();
        relaying.loop().execute(() -> answer.completeAsync(question, Runnable::run));
        return answer.join();
    }

    private static boolean send(Socket to, long bytes) {
        try {
            Stream.send(to, bytes);
            to.shutdownOutput();
            return true;
        } catch (IOException e) {
            return false; // it was closed at the end of the test
        }
    }

    private static void close(List<Relaying.Ends> all) throws IOException {
        for (var ends : all) {
            ends.client().close();
            ends.server().close();
        }
    }

    private static long least(List<Relay> relays) {
        return relays.stream().mapToLong(PacerTest::moved).min().orElseThrow();
    }

    private static long moved(Relay relay) {
        return relay.tally().fromClient() + relay.tally().fromServer();
    }
}
