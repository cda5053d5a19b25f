package io.penstock.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.relay.Leg;
import io.penstock.testing.Awaits;
import io.penstock.testing.DescriptorLimit;
import io.penstock.testing.Stream;
import io.penstock.testing.Stream.End;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** The process itself runs out of descriptors here, so no other test may run beside this one. */
class OutOfDescriptorsTest {
    private final BlockingQueue<Leg> arrivals = new LinkedBlockingQueue<>();

    @Test
    void pausesAcceptingAndGoesOnWhenSomeAreFree() throws Exception {
        try (var two = new TwoLoops()) {
            var listener = two.bound("127.0.0.1:0");
            listener.start(arrivals::add);
            two.peers.connect(listener.address());
            reset(Awaits.next("an arrival", arrivals));
            var sockets = unconnected(two, 20);

            try (var limit = DescriptorLimit.noMore()) {
                for (var socket : sockets) {
                    socket.connect(listener.address().toSocketAddress(), 5000);
                }
                Awaits.until("accepting pauses", () -> two.listeners.pauses() > 0);
                long before = two.listeners.pauses();
                Awaits.pass(Duration.ofMillis(300));
                assertThat(two.listeners.pauses() - before).isLessThan(30);
                assertThat(arrivals).isEmpty();
                assertThat(limit.lowered()).isTrue();
            }
            for (int i = 0; i < sockets.size(); i++) {
                reset(Awaits.next("an arrival", arrivals));
            }
            for (var socket : sockets) {
                socket.setSoTimeout(10_000);
                assertThat(Stream.read(socket)).isEqualTo(Stream.whole(0, End.RESET));
                socket.close();
            }
        }
    }

    @Test
    void tellsADialThatThereAreNone() throws Exception {
        try (var two = new TwoLoops()) {
            var dials = new LinkedBlockingQueue<Dial>();
            var target = TwoLoops.at("127.0.0.1:9");
            // once before: what a first dial loads must not need a descriptor later
            for (boolean exhausted : new boolean[] {false, true}) {
                try (var limit = exhausted ? DescriptorLimit.noMore() : DescriptorLimit.same()) {
                    two.first()
                            .execute(() ->
                                    new Dialer()
                                            .dial(
                                                    two.first(),
                                                    target,
                                                    From.ANYWHERE,
                                                    1_000_000_000,
                                                    dials::add));
                    var failed = (Dial.Failed) Awaits.next("an answer", dials);
                    assertThat(failed.cause())
                            .isEqualTo(
                                    limit.lowered()
                                            ? Dial.Cause.OUT_OF_DESCRIPTORS
                                            : Dial.Cause.REFUSED);
                }
            }
        }
    }

    @Test
    void tellsABindThatThereAreNone() throws Exception {
        try (var two = new TwoLoops()) {
            assertThat(two.listeners.bind(TwoLoops.at("203.0.113.9:80"), true))
                    .isInstanceOf(Binding.Failed.class);
            Binding binding;
            try (var limit = DescriptorLimit.noMore()) {
                assertThat(limit.lowered()).isTrue();
                binding = two.listeners.bind(TwoLoops.at("127.0.0.1:0"), true);
            }
            assertThat(((Binding.Failed) binding).why()).isEqualTo(BindFailure.OUT_OF_DESCRIPTORS);
        }
    }

    private static void reset(Leg leg) {
        leg.loop().execute(leg::reset);
    }

    /** A socket takes its descriptor when it is bound. */
    private static List<Socket> unconnected(TwoLoops two, int count) throws IOException {
        var sockets = new ArrayList<Socket>();
        for (int i = 0; i < count; i++) {
            var socket = new Socket();
            socket.bind(null);
            sockets.add(socket);
        }
        assertThat(two.listeners.pauses()).isZero();
        return sockets;
    }
}
