package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.linux.TcpSocket;
import io.penstock.testing.Awaits;
import io.penstock.testing.Peers;
import io.penstock.testing.Relaying;
import io.penstock.testing.Stream;
import io.penstock.testing.Stream.End;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** The rules of a socket in epoll, each by itself. */
class WireTest {
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    private final class Teller implements Watcher {
        private final boolean faulty;

        Teller(boolean faulty) {
            this.faulty = faulty;
        }

        @Override
        public void ready(Wire wire, int events) {
            told.add("ready " + events);
            wire.want(0);
            if (faulty) {
                throw new IllegalStateException("a fault, as a test wants it");
            }
        }

        @Override
        public void failed(Wire wire) {
            told.add("failed");
        }

        @Override
        public void stop(Wire wire) {
            told.add("stop");
            wire.close();
        }
    }

    private static <T> T onLoop(Relaying relaying, java.util.concurrent.Callable<T> task)
            throws Exception {
        var result = new ArrayBlockingQueue<T>(1);
        relaying.loop()
                .execute(() -> {
                    try {
                        result.add(task.call());
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
        return Awaits.next("a task of the loop", result);
    }

    private Wire connected(Relaying relaying, boolean faulty) throws Exception {
        var to = Peers.addressOf(relaying.server());
        var wire =
                onLoop(
                        relaying,
                        () -> {
                            var socket = TcpSocket.open(true);
                            socket.connect(to);
                            return new Wire(relaying.loop(), socket, new Teller(faulty));
                        });
        Awaits.until("it is connected", () -> stateOf(relaying, wire) == TcpState.OPEN);
        return wire;
    }

    /** Netty's loop would answer an exception with a second's sleep. */
    @Test
    void letsNoFaultEscapeToTheEventLoop() throws Exception {
        try (var relaying = new Relaying()) {
            var wire = connected(relaying, true);
            var peer = relaying.peers().accept(relaying.server());
            Stream.send(peer, 1);
            relaying.loop().execute(() -> wire.want(Events.IN));

            assertThat(Awaits.next("an event", told)).isEqualTo("ready 1");
            long start = System.nanoTime();
            assertThat(Awaits.next("the fault", told)).isEqualTo("failed");
            assertThat(onLoop(relaying, () -> true)).isTrue();
            assertThat(System.nanoTime() - start).isLessThan(Duration.ofMillis(700).toNanos());
            onLoop(relaying, () -> closed(wire));
        }
    }

    /** The socket is then of no use to anybody, and the loop must go on. */
    @Test
    void resetsASocketWhoseCleaningUpFailsToo() throws Exception {
        try (var relaying = new Relaying()) {
            var wire = connected(relaying, true);
            var peer = relaying.peers().accept(relaying.server());
            onLoop(relaying, () -> watchedByAHopelessOne(wire));
            long start = System.nanoTime();
            Stream.send(peer, 1);

            assertThat(Stream.read(peer).end()).isEqualTo(End.RESET);
            assertThat(onLoop(relaying, wire::isClosed)).isTrue();
            assertThat(System.nanoTime() - start).isLessThan(Duration.ofMillis(700).toNanos());
        }
    }

    private static boolean watchedByAHopelessOne(Wire wire) {
        wire.watchedBy(
                new Watcher() {
                    @Override
                    public void ready(Wire ready, int events) {
                        throw new IllegalStateException("a fault, as a test wants it");
                    }

                    @Override
                    public void failed(Wire failed) {
                        throw new IllegalStateException("another, as a test wants it");
                    }

                    @Override
                    public void stop(Wire stopping) {
                        stopping.close();
                    }
                });
        wire.want(Events.IN);
        return true;
    }

    /** With Netty's NONE in between, the second wish would fail. */
    @Test
    void asksAgainAfterItHasAskedForNothing() throws Exception {
        try (var relaying = new Relaying()) {
            var wire = connected(relaying, false);
            var peer = relaying.peers().accept(relaying.server());
            for (int i = 0; i < 3; i++) {
                onLoop(relaying, () -> wanted(wire, 0));
                Stream.send(peer, 1);
                onLoop(relaying, () -> wanted(wire, Events.IN));
                assertThat(Awaits.next("an event", told)).isEqualTo("ready 1");
                onLoop(relaying, () -> wire.read(0, 10));
            }
            peer.shutdownOutput();
            onLoop(relaying, () -> wanted(wire, Events.IN | Events.OUT));
            assertThat(Awaits.next("the end", told)).isEqualTo("ready 5");
            assertThat(onLoop(relaying, () -> wire.read(0, 10))).isEqualTo(Wire.END);
            onLoop(relaying, () -> closed(wire));
        }
    }

    @Test
    void tellsWhereAConnectionStands() throws Exception {
        try (var relaying = new Relaying()) {
            var wire = connected(relaying, false);
            var peer = relaying.peers().accept(relaying.server());
            assertThat(onLoop(relaying, wire::state)).isEqualTo(TcpState.OPEN);
            Peers.reset(peer);
            Awaits.until("it is closed", () -> stateOf(relaying, wire) == TcpState.CLOSED);
            assertThat(onLoop(relaying, wire.socket()::takeError)).isEqualTo(104);
            assertThat(onLoop(relaying, wire.socket()::takeError)).isZero();
            assertThat(onLoop(relaying, wire::finish)).isFalse();
            onLoop(relaying, () -> closed(wire));
        }
    }

    /** The error that a failed write tells of is used up: the read after it says end of stream. */
    @Test
    void saysGoneWhenAWriteFails() throws Exception {
        try (var relaying = new Relaying()) {
            var wire = connected(relaying, false);
            Peers.reset(relaying.peers().accept(relaying.server()));
            Awaits.until("it is closed", () -> stateOf(relaying, wire) == TcpState.CLOSED);
            long buffer = relaying.loop().memory().address();
            assertThat(onLoop(relaying, () -> wire.write(buffer, 0, 1))).isEqualTo(Wire.GONE);
            assertThat(onLoop(relaying, () -> wire.read(0, 1))).isEqualTo(Wire.END);
            onLoop(relaying, () -> closed(wire));
        }
    }

    /** The socket is closed underneath, so epoll does not take it. */
    @Test
    void endsARelayOnceThatFailsByAFaultOfItsOwn() throws Exception {
        try (var relaying = new Relaying()) {
            var endings = new LinkedBlockingQueue<Ending>();
            var sound = connected(relaying, false);
            var peer = relaying.peers().accept(relaying.server());
            var broken = connected(relaying, false);
            onLoop(
                    relaying,
                    () -> {
                        broken.socket().close();
                        return Relay.join(
                                Leg.dialed(sound, relaying.address()),
                                Leg.dialed(broken, relaying.address()),
                                Limits.DEFAULT,
                                endings::add);
                    });

            assertThat(Awaits.next("an ending", endings))
                    .isEqualTo(new Ending(Ending.Cause.FAILED, Side.PROXY, 0, 0));
            assertThat(Stream.read(peer)).isEqualTo(Stream.whole(0, End.RESET));
            assertThat(onLoop(relaying, endings::isEmpty)).isTrue();
        }
    }

    /** Where closes wait for the end of the round; where they do not, there is nothing to spare. */
    @Test
    void givesDescriptorsBackBeforeTheRoundIsOverIfTheyAreNeeded() throws Exception {
        try (var relaying = new Relaying()) {
            var wire = connected(relaying, false);
            var peer = relaying.peers().accept(relaying.server());
            var open =
                    onLoop(
                            relaying,
                            () -> {
                                var descriptor =
                                        Path.of("/proc/self/fd/" + wire.socket().descriptor());
                                boolean before =
                                        Files.exists(descriptor, LinkOption.NOFOLLOW_LINKS);
                                wire.close();
                                boolean spared = relaying.loop().spareDescriptors();
                                boolean after = Files.exists(descriptor, LinkOption.NOFOLLOW_LINKS);
                                return List.of(
                                        before, spared, after, relaying.loop().spareDescriptors());
                            });

            assertThat(open).isEqualTo(List.of(true, relaying.closesTogether(), false, false));
            assertThat(Stream.read(peer)).isEqualTo(Stream.whole(0, End.FIN));
        }
    }

    @Test
    void leavesALegThatWasJoinedToTheRelay() throws Exception {
        try (var relaying = new Relaying()) {
            var wire = connected(relaying, false);
            var leg = onLoop(relaying, () -> Leg.dialed(wire, relaying.address()));
            assertThat(onLoop(relaying, leg::take)).isSameAs(wire);
            assertThat(onLoop(relaying, () -> refuses(leg))).isTrue();
            onLoop(relaying, () -> closed(wire));
        }
    }

    private static boolean refuses(Leg leg) {
        assertThatThrownBy(leg::reset).hasMessageContaining("the relay has this leg");
        assertThatThrownBy(leg::take).hasMessageContaining("the relay has this leg");
        return true;
    }

    private static boolean wanted(Wire wire, int events) {
        wire.want(events);
        return true;
    }

    private static boolean closed(Wire wire) {
        wire.close();
        wire.close();
        return wire.isClosed();
    }

    private static TcpState stateOf(Relaying relaying, Wire wire) {
        try {
            return onLoop(relaying, wire::state);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
