package io.penstock.transport;

import static io.penstock.testing.Zigi.cidr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.linux.SocketLookup;
import io.penstock.net.Cidr;
import io.penstock.net.IpPort;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.relay.Leg;
import io.penstock.relay.Loop;
import io.penstock.testing.Awaits;
import io.penstock.testing.Stream;
import io.penstock.testing.Stream.End;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookupListenerTest {
    private final BlockingQueue<Leg> arrivals = new LinkedBlockingQueue<>();

    @BeforeEach
    void needsTheRight() {
        assumeTrue(SocketLookup.available(), () -> SocketLookup.reason().orElse(""));
    }

    private void note(Leg leg) {
        arrivals.add(leg);
    }

    private static Map<Cidr, Ports> taking(String range, String ports) {
        return Map.of(cidr(range), Ports.of(PortRange.parse(ports).orElseThrow()));
    }

    private static LookupListener.Prepared.Ready ready(
            LookupListener listener, Map<Cidr, Ports> wanted) {
        return (LookupListener.Prepared.Ready) listener.prepare(wanted);
    }

    private void take(LookupListener listener, Map<Cidr, Ports> wanted) {
        listener.commit(ready(listener, wanted), this::note).join();
    }

    private static void refuses(TwoLoops two, String address) {
        assertThatThrownBy(() -> two.peers.connect(TwoLoops.at(address)))
                .isInstanceOf(ConnectException.class);
    }

    @ParameterizedTest
    @CsvSource({"127.82.0.0/16, 127.82.3.4:1000", "::1/128, [::1]:999"})
    void givesOutLegsThatKnowWhereTheyCameTo(String range, String address) throws Exception {
        try (var two = new TwoLoops()) {
            var listener = new LookupListener(two.listeners);
            take(listener, taking(range, "900-1100"));
            var client = two.peers.connect(TwoLoops.at(address));
            var leg = Awaits.next("an arrival", arrivals);
            var local = new LinkedBlockingQueue<IpPort>();
            leg.loop()
                    .execute(() -> {
                        local.add(leg.local());
                        leg.reset();
                    });

            assertThat(Awaits.next("its address", local)).isEqualTo(TwoLoops.at(address));
            assertThat(Stream.read(client)).isEqualTo(Stream.whole(0, End.RESET));
            listener.close().join();
            refuses(two, address);
        }
    }

    @Test
    void spreadsArrivalsOverTheLoops() throws Exception {
        try (var two = new TwoLoops()) {
            var listener = new LookupListener(two.listeners);
            take(listener, taking("127.82.0.1/32", "1000-65535"));
            var loops = new HashSet<Loop>();
            for (int port = 1000; port < 1100; port++) {
                two.peers.connect(TwoLoops.at("127.82.0.1:" + port));
                loops.add(Awaits.next("an arrival", arrivals).loop());
            }

            assertThat(loops).containsExactlyInAnyOrderElementsOf(two.loops.all());
            listener.close().join();
        }
    }

    @Test
    void takesNothingBeforeItIsToldTo() throws Exception {
        try (var two = new TwoLoops()) {
            var listener = new LookupListener(two.listeners);
            var first = ready(listener, taking("127.82.0.1/32", "1000-2000"));
            refuses(two, "127.82.0.1:1000");
            listener.commit(first, this::note).join();
            var second = ready(listener, taking("127.82.0.2/32", "1000-2000"));
            two.peers.connect(TwoLoops.at("127.82.0.1:1000"));
            refuses(two, "127.82.0.2:1000");

            LookupListener.abandon(second);
            two.peers.connect(TwoLoops.at("127.82.0.1:1000"));
            assertThat(listener.taken()).isEqualTo(taking("127.82.0.1/32", "1000-2000"));
            listener.close().join();
        }
    }

    @Test
    void leavesNothingBehindThatWasAbandoned() throws Exception {
        try (var two = new TwoLoops()) {
            var listener = new LookupListener(two.listeners);
            LookupListener.abandon(ready(listener, taking("127.82.0.1/32", "1000-2000")));

            refuses(two, "127.82.0.1:1000");
            assertThat(listener.taken()).isEmpty();
            listener.close().join();
        }
    }

    @Test
    void isNotReachedAtItsOwnAddress() throws Exception {
        try (var two = new TwoLoops()) {
            var listener = new LookupListener(two.listeners);
            take(listener, Map.of(cidr("127.82.0.1/32"), Ports.NONE, cidr("::1/128"), Ports.NONE));

            assertThat(listener.addresses()).hasSize(2);
            listener.addresses().forEach(address -> refuses(two, address.toString()));
            listener.close().join();
        }
    }

    @Test
    void refusesNobodyOfWhatStaysWhileItChanges() throws Exception {
        int changes = 200;
        try (var two = new TwoLoops()) {
            var listener = new LookupListener(two.listeners);
            var first = ready(listener, taking("127.82.0.1/32", "1000-2000"));
            listener.commit(first, Leg::close).join();
            var done = new AtomicBoolean();
            var connected = new AtomicInteger();
            var traffic = two.peers.meanwhile(() -> connect("127.82.0.1", 1500, connected, done));
            for (int i = 0; i < changes; i++) {
                var next = taking("127.82.0.1/32", "1000-" + (2000 + i % 7));
                listener.commit(ready(listener, next), Leg::close).join();
                int before = connected.get();
                Awaits.until("clients come", () -> connected.get() > before || traffic.isDone());
            }
            done.set(true);

            assertThat(traffic.get(10, TimeUnit.SECONDS)).isEqualTo("never refused");
            assertThat(connected.get()).isGreaterThanOrEqualTo(changes);
            listener.close().join();
        }
    }

    /** Until it is refused, or told that it is over. */
    private static String connect(
            String host, int port, AtomicInteger connected, AtomicBoolean done) {
        while (!done.get()) {
            try (var client = new Socket()) {
                client.connect(new InetSocketAddress(host, port), 5000);
                connected.incrementAndGet();
            } catch (IOException e) {
                return "refused after " + connected + ": " + e;
            }
        }
        return "never refused";
    }

    @Test
    void leavesWhatIsEstablishedAloneWhenItsRangeGoes() throws Exception {
        try (var two = new TwoLoops()) {
            var listener = new LookupListener(two.listeners);
            take(listener, taking("127.82.0.1/32", "1000-2000"));
            var client = two.peers.connect(TwoLoops.at("127.82.0.1:1000"));
            var leg = Awaits.next("an arrival", arrivals);
            take(listener, taking("::1/128", "1000-2000"));
            refuses(two, "127.82.0.1:1000");
            listener.close().join();
            leg.loop().execute(leg::close);

            assertThat(Stream.read(client)).isEqualTo(Stream.whole(0, End.FIN));
        }
    }
}
