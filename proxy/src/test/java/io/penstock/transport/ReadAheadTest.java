package io.penstock.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.IpPort;
import io.penstock.relay.Leg;
import io.penstock.testing.Awaits;
import io.penstock.testing.Hellos;
import io.penstock.testing.Peers;
import io.penstock.testing.Stream;
import io.penstock.testing.Stream.End;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What a leg says first, within its time and its bound, on real sockets. */
class ReadAheadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final byte[] HALF_A_HELLO = {22, 3, 1, 1, 0, 1, 0, 0, (byte) 252, 3, 3};

    private final BlockingQueue<Leg> legs = new LinkedBlockingQueue<>();
    private final BlockingQueue<Heard<?>> heards = new LinkedBlockingQueue<>();

    private PortListener listen(TwoLoops two, BiConsumer<Leg, PortListener> onArrival) {
        var listener = two.bound("127.0.0.1:0");
        listener.start(leg -> {
            onArrival.accept(leg, listener);
            legs.add(leg);
        });
        return listener;
    }

    private void hearName(Leg leg, Duration patience) {
        ReadAhead.name(leg, patience, heard -> over(leg, heard));
    }

    private void over(Leg leg, Heard<?> heard) {
        heards.add(heard);
        leg.reset();
    }

    private Heard.Why why() throws InterruptedException {
        return ((Heard.Unheard<?>) Awaits.next("an answer", heards)).why();
    }

    @Test
    void hearsANameThatComesByteByByte() throws Exception {
        try (var two = new TwoLoops()) {
            var client = connect(two, listen(two, (leg, _) -> hearName(leg, PATIENCE)));
            for (byte one : Hellos.tls("web.zigi.internal")) {
                client.getOutputStream().write(one);
            }

            assertThat(Awaits.next("an answer", heards))
                    .isEqualTo(new Heard.Said<>(Optional.of("web.zigi.internal")));
            assertThat(Stream.read(client).end()).isEqualTo(End.RESET);
            assertNothingIsHeld(two);
        }
    }

    @Test
    void hearsANameBehindAProxyHeaderInOnePacketOrInMany() throws Exception {
        try (var two = new TwoLoops()) {
            var listener =
                    listen(
                            two,
                            (leg, _) ->
                                    ReadAhead.header(
                                            leg,
                                            PATIENCE,
                                            heard -> {
                                                heards.add(heard);
                                                hearName(leg, PATIENCE);
                                            }));
            var said =
                    Hellos.text(
                            String.join(
                                    "\r\n",
                                    "PROXY TCP4 192.0.2.7 10.9.0.10 5632 443",
                                    "GET / HTTP/1.1",
                                    "Host: a",
                                    "",
                                    ""));
            var atOnce = connect(two, listener);
            atOnce.getOutputStream().write(said);
            assertHeaderAndName();
            var slow = connect(two, listener);
            for (byte one : said) {
                slow.getOutputStream().write(one);
            }
            assertHeaderAndName();
        }
    }

    private void assertHeaderAndName() throws InterruptedException {
        assertThat(Awaits.next("a header", heards))
                .isEqualTo(new Heard.Said<>(IpPort.parse("192.0.2.7:5632")));
        assertThat(Awaits.next("a name", heards)).isEqualTo(new Heard.Said<>(Optional.of("a")));
    }

    @Test
    void tellsWhyItHeardNothing() throws Exception {
        try (var two = new TwoLoops()) {
            var listener = listen(two, (leg, _) -> hearName(leg, PATIENCE));

            connect(two, listener).close();
            assertThat(why()).isEqualTo(Heard.Why.ENDED);
            Peers.reset(connect(two, listener));
            assertThat(why()).isEqualTo(Heard.Why.GONE);
            connect(two, listener).getOutputStream().write(Hellos.text("SSH-2.0-x\r\n"));
            assertThat(why()).isEqualTo(Heard.Why.NOT_UNDERSTOOD);
            var endless = Hellos.text("GET / HTTP/1.1\r\nX: " + "y".repeat(20_000));
            connect(two, listener).getOutputStream().write(endless);
            assertThat(why()).isEqualTo(Heard.Why.TOO_LONG);
            assertNothingIsHeld(two);
        }
    }

    @Test
    void givesUpOnOneThousandHalfOpeningsInTimeAndHoldsLittleForThem() throws Exception {
        try (var two = new TwoLoops()) {
            var listener = listen(two, (leg, _) -> hearName(leg, Duration.ofSeconds(3)));
            var clients = new ArrayList<Socket>();
            for (int i = 0; i < 1000; i++) {
                var client = connect(two, listener);
                client.getOutputStream().write(HALF_A_HELLO);
                clients.add(client);
            }
            Awaits.until("all have arrived", () -> legs.size() == 1000);

            assertThat(two.loops.heldBytes()).isLessThanOrEqualTo(1000 * 256);
            for (int i = 0; i < 1000; i++) {
                assertThat(why()).isEqualTo(Heard.Why.TIMED_OUT);
            }
            for (var client : clients) {
                assertThat(Stream.read(client).end()).isEqualTo(End.RESET);
            }
            assertNothingIsHeld(two);
        }
    }

    @Test
    void isNotHeardAnyMoreOnceItIsCancelled() throws Exception {
        try (var two = new TwoLoops()) {
            var ahead = new LinkedBlockingQueue<ReadAhead>();
            var listener =
                    listen(
                            two,
                            (leg, _) -> ahead.add(ReadAhead.name(leg, SHORT, h -> over(leg, h))));
            var client = connect(two, listener);
            client.getOutputStream().write(HALF_A_HELLO);
            var leg = Awaits.next("a leg", legs);
            var hearing = Awaits.next("a read-ahead", ahead);
            leg.loop().execute(hearing::cancel);
            client.getOutputStream().write(HALF_A_HELLO);
            Awaits.pass(SHORT.plus(SHORT)); // its time would be over by now

            assertThat(heards).isEmpty();
            leg.loop().execute(leg::reset);
            assertThat(Stream.read(client).end()).isEqualTo(End.RESET);
            assertNothingIsHeld(two);
        }
    }

    @Test
    void endsWithItsLoop() throws Exception {
        try (var two = new TwoLoops()) {
            var client = connect(two, listen(two, (leg, _) -> hearName(leg, PATIENCE)));
            client.getOutputStream().write(HALF_A_HELLO);
            var leg = Awaits.next("a leg", legs);
            Awaits.until("it is heard", () -> two.loops.heldBytes() > 0);
            leg.loop().execute(() -> leg.loop().close());

            assertThat(why()).isEqualTo(Heard.Why.STOPPED);
            assertNothingIsHeld(two);
        }
    }

    private static Socket connect(TwoLoops two, PortListener listener) throws Exception {
        return two.peers.connect(listener.address());
    }

    private static void assertNothingIsHeld(TwoLoops two) {
        Awaits.until("nothing is held", () -> two.loops.heldBytes() == 0);
    }
}
