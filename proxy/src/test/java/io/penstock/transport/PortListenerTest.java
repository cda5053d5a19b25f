package io.penstock.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.relay.Leg;
import io.penstock.relay.Loop;
import io.penstock.testing.Awaits;
import io.penstock.testing.Peers;
import io.penstock.testing.Stream;
import io.penstock.testing.Stream.End;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.HashSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortListenerTest {
    private record Arrival(Leg leg, IpPort local, boolean inLoop) {}

    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

    private void note(Leg leg) {
        arrivals.add(new Arrival(leg, leg.local(), leg.loop().inLoop()));
    }

    private Arrival next() throws InterruptedException {
        var arrival = Awaits.next("an arrival", arrivals);
        arrival.leg().loop().execute(arrival.leg()::reset);
        return arrival;
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:0, 127.0.0.1",
        "0.0.0.0:0, 127.0.0.3",
        "[::1]:0, ::1",
        "[::]:0, ::1",
    })
    void givesOutLegsThatKnowTheirAddresses(String address, String to) throws Exception {
        try (var two = new TwoLoops()) {
            var listener = two.bound(address);
            listener.start(this::note);
            var target = new IpPort(Ip.parse(to).orElseThrow(), listener.address().port());
            var client = two.peers.connect(target);
            var arrival = next();

            assertThat(arrival.local()).isEqualTo(target);
            assertThat(arrival.leg().remote())
                    .isEqualTo(new IpPort(Ip.of(client.getLocalAddress()), client.getLocalPort()));
            assertThat(arrival.inLoop()).isTrue();
            assertThat(Stream.read(client)).isEqualTo(Stream.whole(0, End.RESET));
            close(listener);
        }
    }

    private static void close(PortListener listener) {
        listener.close();
        listener.close();
        listener.closed().join();
    }

    @Test
    void spreadsArrivalsOverTheLoops() throws Exception {
        try (var two = new TwoLoops()) {
            var listener = two.bound("127.0.0.1:0");
            listener.start(this::note);
            var loops = new HashSet<Loop>();
            for (int i = 0; i < 100; i++) {
                two.peers.connect(listener.address());
                loops.add(next().leg().loop());
            }

            assertThat(loops).containsExactlyInAnyOrderElementsOf(two.loops.all());
        }
    }

    @Test
    void refusesUntilItIsStarted() throws Exception {
        try (var two = new TwoLoops()) {
            var listener = two.bound("127.0.0.1:0");
            assertThatThrownBy(() -> two.peers.connect(listener.address()))
                    .isInstanceOf(ConnectException.class);
            listener.start(this::note);
            two.peers.connect(listener.address());

            next();
            close(listener);
            assertThatThrownBy(() -> two.peers.connect(listener.address()))
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void closesWithoutHavingBeenStarted() throws Exception {
        try (var two = new TwoLoops()) {
            var listener = two.bound("127.0.0.1:0");
            close(listener);
            var again = two.bound(listener.address().toString());
            assertThat(again.address()).isEqualTo(listener.address());
            close(again);
        }
    }

    @Test
    void noticesAStrangerWhoWouldShareThePort() throws Exception {
        try (var two = new TwoLoops();
                var stranger = new ServerSocket()) {
            stranger.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            stranger.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            var address = Peers.addressOf(stranger);

            var failed = (Binding.Failed) two.listeners.bind(address, true);
            assertThat(failed.why()).isEqualTo(BindFailure.ADDRESS_IN_USE);
            assertThat(failed.text())
                    .startsWith("Address already in use, by ")
                    .endsWith("(pid " + ProcessHandle.current().pid() + ")");
            var shared = two.listeners.bind(address, false);
            close(((Binding.Bound) shared).listener());
        }
    }

    @Test
    void bindsWhereOneOfItsOwnOverlapsIfTold() throws Exception {
        try (var two = new TwoLoops()) {
            var all = two.bound("0.0.0.0:0");
            all.start(this::note);
            var one = new IpPort(Ip.parse("127.0.0.9").orElseThrow(), all.address().port());

            assertThat(two.listeners.bind(one, true)).isInstanceOf(Binding.Failed.class);
            var listener = ((Binding.Bound) two.listeners.bind(one, false)).listener();
            listener.start(this::note);
            two.peers.connect(one);
            assertThat(next().local()).isEqualTo(one);
            close(listener);
            close(all);
        }
    }

    /** A wildcard is of one IP version, so each has its own socket, on one port. */
    @Test
    void keepsTheWildcardsOfTheTwoVersionsApart() throws Exception {
        try (var two = new TwoLoops()) {
            var six = two.bound("[::]:0");
            six.start(this::note);
            int port = six.address().port();
            assertThatThrownBy(() -> two.peers.connect(TwoLoops.at("127.0.0.1:" + port)))
                    .hasMessageContaining("refused");

            var any = TwoLoops.at("0.0.0.0:" + port);
            assertThat(Listeners.obstacle(any)).isEmpty();
            var four = ((Binding.Bound) two.listeners.bind(any, true)).listener();
            four.start(this::note);
            two.peers.connect(TwoLoops.at("127.0.0.1:" + port));
            assertThat(next().local()).hasToString("127.0.0.1:" + port);
            two.peers.connect(TwoLoops.at("[::1]:" + port));
            assertThat(next().local()).hasToString("[::1]:" + port);
            assertThat(Listeners.obstacle(any)).contains("Address already in use");
            close(four);
            close(six);
        }
    }

    @Test
    void tellsThatAnAddressIsNotHere() throws Exception {
        try (var two = new TwoLoops()) {
            var failed = (Binding.Failed) two.listeners.bind(TwoLoops.at("203.0.113.9:80"), true);
            assertThat(failed.why()).isEqualTo(BindFailure.ADDRESS_NOT_AVAILABLE);
            assertThat(failed.text()).isEqualTo("Cannot assign requested address");
        }
    }

    /** Closing alone would reset what waits. */
    @Test
    void givesOutWhatWaitsBeforeItCloses() throws Exception {
        int clients = 200;
        try (var two = new TwoLoops()) {
            var listener = two.bound("127.0.0.1:0");
            listener.start(this::note);
            var held = holdLoops(two);
            for (int i = 0; i < clients; i++) {
                two.peers.connect(listener.address());
            }
            listener.close();
            held.countDown();

            listener.closed().join();
            for (int i = 0; i < clients; i++) {
                next();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void goesOnAfterAReceiverThatFails() throws Exception {
        var faulty = new AtomicBoolean(true);
        try (var two = new TwoLoops()) {
            var listener = two.bound("127.0.0.1:0");
            listener.start(leg -> {
                note(leg);
                if (faulty.compareAndSet(true, false)) {
                    throw new IllegalStateException("a fault, as a test wants it");
                }
            });
            var first = lateToSee(two, listener);
            assertThat(Stream.read(first).end()).isEqualTo(End.RESET);
            two.peers.connect(listener.address());
            next();
            next();
            close(listener);
        }
    }

    /** A client that is connected before the loop, which would reset it, has a look. */
    private static Socket lateToSee(TwoLoops two, PortListener listener) throws Exception {
        var held = holdLoops(two);
        var client = two.peers.connect(listener.address());
        held.countDown();
        return client;
    }

    private static CountDownLatch holdLoops(TwoLoops two) {
        var held = new CountDownLatch(1);
        var busy = new CountDownLatch(2);
        for (var loop : two.loops.all()) {
            loop.execute(() -> {
                busy.countDown();
                await(held);
            });
        }
        await(busy);
        return held;
    }
}
