package io.penstock.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.relay.Leg;
import io.penstock.testing.Awaits;
import io.penstock.testing.Peers;
import io.penstock.transport.Dial.Cause;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialerTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int MANY = 50; // more than go together
    private static final int ROUNDS = 3;

    private final BlockingQueue<Dial> dials = new LinkedBlockingQueue<>();

    private Dial dial(TwoLoops two, IpPort target, From from, long timeoutNanos)
            throws InterruptedException {
        two.first()
                .execute(() -> {
                    var returned = new AtomicBoolean();
                    new Dialer()
                            .dial(
                                    two.first(),
                                    target,
                                    from,
                                    timeoutNanos,
                                    dial -> {
                                        assertThat(returned).isTrue();
                                        dials.add(dial);
                                    });
                    returned.set(true);
                });
        return Awaits.next("the end of a dial", dials);
    }

    private static Cause cause(Dial dial) {
        return ((Dial.Failed) dial).cause();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.5", "127.0.0.1,", "::1, ::1", "::1,"})
    void givesALegThatKnowsItsAddresses(String address, String source) throws Exception {
        var from = new From(Optional.ofNullable(source).flatMap(Ip::parse), Optional.empty());
        try (var two = new TwoLoops();
                var server = new ServerSocket(0, 1, InetAddress.ofLiteral(address))) {
            var target = new IpPort(Ip.parse(address).orElseThrow(), server.getLocalPort());
            var leg = ((Dial.Connected) dial(two, target, from, SECOND)).leg();
            var peer = two.peers.accept(server);
            var local = two.onLoop(leg::local);

            assertThat(leg.remote()).isEqualTo(target);
            assertThat(local.port()).isEqualTo(peer.getPort());
            assertThat(local.ip()).isEqualTo(Ip.of(peer.getInetAddress()));
            assertThat(local.ip().toString()).isEqualTo(source == null ? address : source);
            two.onLoop(() -> reset(leg));
        }
    }

    private static boolean reset(Leg leg) {
        leg.reset();
        return leg.isClosed();
    }

    @Test
    void tellsARefusal() throws Exception {
        try (var two = new TwoLoops()) {
            var server = two.peers.server();
            var target = Peers.addressOf(server);
            server.close();
            var failed = (Dial.Failed) dial(two, target, From.ANYWHERE, SECOND);

            assertThat(failed.cause()).isEqualTo(Cause.REFUSED);
            assertThat(failed.text()).isEqualTo(target + ": Connection refused");
        }
    }

    /** A full accept queue answers no handshake. */
    @Test
    void tellsThatNoAnswerCame() throws Exception {
        try (var two = new TwoLoops()) {
            var target = full(two);
            long start = System.nanoTime();

            assertThat(cause(dial(two, target, From.ANYWHERE, SECOND / 5)))
                    .isEqualTo(Cause.TIMED_OUT);
            assertThat(System.nanoTime() - start).isBetween(SECOND / 5, 5 * SECOND);
            assertThat(two.first().sockets()).isZero();
        }
    }

    private static IpPort full(TwoLoops two) throws Exception {
        var target = Peers.addressOf(two.peers.server(1, 0));
        two.peers.connect(target);
        two.peers.connect(target);
        return target;
    }

    @Test
    void givesNoAnswerOnceItWasCalledOff() throws Exception {
        try (var two = new TwoLoops()) {
            var target = full(two);
            var answered = new AtomicBoolean();
            two.onLoop(() -> {
                var dialing =
                        new Dialer()
                                .dial(
                                        two.first(),
                                        target,
                                        From.ANYWHERE,
                                        SECOND / 10,
                                        _ -> answered.set(true));
                dialing.cancel();
                dialing.cancel();
                return true;
            });

            assertThat(two.first().sockets()).isZero();
            Awaits.pass(Duration.ofNanos(SECOND / 5));
            assertThat(answered).isFalse();
        }
    }

    @Test
    void tellsThatThereIsNoWayThere() throws Exception {
        try (var two = new TwoLoops()) {
            var target = TwoLoops.at("224.0.0.1:80");
            assertThat(cause(dial(two, target, From.ANYWHERE, SECOND)))
                    .isEqualTo(Cause.UNREACHABLE);
        }
    }

    @Test
    void tellsThatTheSourceAddressIsNotHere() throws Exception {
        try (var two = new TwoLoops()) {
            var from = From.source(Ip.parse("203.0.113.9").orElseThrow());
            var failed = (Dial.Failed) dial(two, TwoLoops.at("127.0.0.1:9"), from, SECOND);

            assertThat(failed.cause()).isEqualTo(Cause.ADDRESS_NOT_AVAILABLE);
            assertThat(failed.text()).contains("203.0.113.9");
        }
    }

    @Test
    void goesThroughTheDeviceThatItIsBoundTo() throws Exception {
        try (var two = new TwoLoops()) {
            var server = two.peers.server();
            var loopback = new From(Optional.empty(), Optional.of("lo"));
            var nowhere = new From(Optional.empty(), Optional.of("no-such-dev"));

            var leg = ((Dial.Connected) dial(two, Peers.addressOf(server), loopback, SECOND)).leg();
            two.onLoop(() -> reset(leg));
            var failed = (Dial.Failed) dial(two, Peers.addressOf(server), nowhere, SECOND);
            assertThat(failed.cause()).isEqualTo(Cause.ADDRESS_NOT_AVAILABLE);
            assertThat(failed.text())
                    .isEqualTo(
                            Peers.addressOf(server) + ": this host has no interface `no-such-dev`");
        }
    }

    @Test
    void failsOnALoopThatStops() throws Exception {
        try (var two = new TwoLoops()) {
            two.onLoop(() -> {
                two.first().close();
                return true;
            });
            assertThat(cause(dial(two, TwoLoops.at("127.0.0.1:9"), From.ANYWHERE, SECOND)))
                    .isEqualTo(Cause.OTHER);
        }
    }

    @Test
    void isCalledOffWhenTheLoopStops() throws Exception {
        try (var two = new TwoLoops()) {
            var target = full(two);
            two.onLoop(() -> {
                new Dialer().dial(two.first(), target, From.ANYWHERE, SECOND, dials::add);
                two.first().close();
                return true;
            });
            assertThat(cause(Awaits.next("an answer", dials))).isEqualTo(Cause.OTHER);
        }
    }

    /** Among them, as some are not over at once, those that go together and by themselves. */
    @Test
    void answersManyThatBeginAtOnceEachForItself() throws Exception {
        try (var two = new TwoLoops()) {
            var server = two.peers.server(2 * MANY * ROUNDS, 0); // as many as are begun
            var there = Peers.addressOf(server);
            var closed = two.peers.server();
            var refusing = Peers.addressOf(closed);
            closed.close();
            var full = full(two);
            for (int round = 0; round < ROUNDS; round++) {
                var called = new AtomicBoolean();
                two.onLoop(() -> {
                    for (int i = 0; i < MANY; i++) {
                        begin(two, there);
                        begin(two, refusing);
                        new Dialer()
                                .dial(
                                        two.first(),
                                        there,
                                        From.ANYWHERE,
                                        SECOND,
                                        _ -> called.set(true))
                                .cancel();
                    }
                    begin(two, full);
                    return true;
                });
                var answers = new ArrayList<Dial>();
                for (int i = 0; i < 2 * MANY + 1; i++) {
                    answers.add(Awaits.next("the end of a dial", dials));
                }
                assertThat(answers.stream().filter(Dial.Connected.class::isInstance)).hasSize(MANY);
                assertThat(answers.stream().filter(answer -> failed(answer, Cause.REFUSED)))
                        .hasSize(MANY);
                assertThat(answers.stream().filter(answer -> failed(answer, Cause.TIMED_OUT)))
                        .hasSize(1);
                assertThat(called).isFalse();
                for (var answer : answers) {
                    if (answer instanceof Dial.Connected(var leg)) {
                        two.peers.accept(server);
                        two.onLoop(() -> reset(leg));
                    }
                }
            }
        }
    }

    private void begin(TwoLoops two, IpPort target) {
        new Dialer().dial(two.first(), target, From.ANYWHERE, SECOND / 5, dials::add);
    }

    private static boolean failed(Dial dial, Cause cause) {
        return dial instanceof Dial.Failed failed && failed.cause() == cause;
    }
}
