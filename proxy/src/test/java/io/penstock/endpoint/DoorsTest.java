package io.penstock.endpoint;

import static io.penstock.testing.Zigi.cidr;
import static io.penstock.testing.Zigi.ip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.linux.SocketLookup;
import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.relay.Leg;
import io.penstock.testing.Awaits;
import io.penstock.testing.Peers;
import io.penstock.testing.Sockets;
import io.penstock.transport.BindFailure;
import io.penstock.transport.Capacity;
import io.penstock.transport.Engine;
import io.penstock.transport.Listeners;
import io.penstock.transport.Loops;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Doors by socket lookup and by sockets, and from one to the other; on 127.83.0.0/16. */
class DoorsTest {
    private static final Ip ENTRY = ip("127.83.0.1");

    private final int socketsBefore = Sockets.open();
    private final BlockingQueue<IpPort> arrivals = new LinkedBlockingQueue<>();
    private final Peers peers = new Peers();
    private Vertx vertx;
    private Doors doors;

    @BeforeEach
    void open() {
        assumeTrue(SocketLookup.available(), () -> SocketLookup.reason().orElse(""));
        vertx =
                Vertx.builder()
                        .with(
                                new VertxOptions()
                                        .setEventLoopPoolSize(2)
                                        .setPreferNativeTransport(true))
                        .build();
        doors = new Doors(new Listeners(Loops.on(vertx, Engine.Wanted.BEST)), this::arrived);
    }

    @AfterEach
    void close() {
        peers.close();
        if (vertx != null) {
            doors.close().join();
            vertx.close().await();
            Awaits.until("no socket is left", () -> Sockets.open() <= socketsBefore);
        }
    }

    private void arrived(Leg leg) {
        arrivals.add(leg.local());
        leg.close(); // a reset could come before the client sees that it is connected
    }

    private static DoorPlan plan(Map<Ip, Ports> addresses, Map<Cidr, Ports> ranges) {
        return DoorPlan.of(addresses, ranges, Set.of(), Capacity.ofThisHost(2));
    }

    private static Ports ports(String... ranges) {
        return new Ports(
                List.of(ranges).stream().map(r -> PortRange.parse(r).orElseThrow()).toList());
    }

    private void serve(DoorPlan plan) {
        var prepared = doors.prepare(plan);
        assertThat(prepared).isInstanceOf(Doors.Prepared.Bound.class);
        var bound = (Doors.Prepared.Bound) prepared;
        doors.open(bound);
        doors.release(bound).join();
    }

    private void assertArrives(String address) throws Exception {
        var at = IpPort.parse(address).orElseThrow();
        peers.connect(at);
        assertThat(Awaits.next("an arrival", arrivals)).isEqualTo(at);
    }

    private void assertRefused(String address) {
        assertThatThrownBy(() -> peers.connect(IpPort.parse(address).orElseThrow()))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void takesManyPortsOfAnAddressAndFewOfAnother() throws Exception {
        serve(
                plan(
                        Map.of(
                                ENTRY,
                                ports("1000-1999", "3000-65535"),
                                ip("127.83.0.2"),
                                ports("7000")),
                        Map.of()));

        assertArrives("127.83.0.1:1000");
        assertArrives("127.83.0.1:65535");
        assertArrives("127.83.0.2:7000");
        assertRefused("127.83.0.1:2000");
        assertRefused("127.83.0.2:7001");
        assertThat(doors.plan().wide()).containsExactly(ENTRY);
    }

    /** Who it is for is the catalog's to say, by the address and port that the client came to. */
    @Test
    void takesARangeOfAddressesAroundAnAddressWithASocket() throws Exception {
        serve(
                plan(
                        Map.of(ip("127.83.7.7"), ports("7000")),
                        Map.of(cidr("127.83.7.0/24"), ports("1000-1001"))));

        assertArrives("127.83.7.1:1000");
        assertArrives("127.83.7.255:1001");
        assertArrives("127.83.7.7:1001");
        assertArrives("127.83.7.7:7000");
        assertRefused("127.83.7.1:7000");
        assertRefused("127.83.8.1:1000");
    }

    @Test
    void changesFromSocketsToSocketLookupAndBackWithoutRefusingAnybody() throws Exception {
        var few = plan(Map.of(ENTRY, ports("1000-1010")), Map.of());
        var many = plan(Map.of(ENTRY, ports("1000-9999")), Map.of());
        serve(few);
        var done = new AtomicBoolean();
        var connected = new AtomicInteger();
        var traffic = peers.meanwhile(() -> connect(connected, done));
        for (int i = 0; i < 30; i++) {
            serve(i % 2 == 0 ? many : few);
            int before = connected.get();
            Awaits.until("clients come", () -> connected.get() > before || traffic.isDone());
        }
        done.set(true);

        assertThat(traffic.get(10, TimeUnit.SECONDS)).isEqualTo("never refused");
        assertThat(connected.get()).isGreaterThanOrEqualTo(30);
    }

    private static String connect(AtomicInteger connected, AtomicBoolean done) {
        while (!done.get()) {
            try (var client = new Socket()) {
                client.connect(new InetSocketAddress("127.83.0.1", 1005), 5000);
                connected.incrementAndGet();
            } catch (IOException e) {
                return "refused after " + connected + ": " + e;
            }
        }
        return "never refused";
    }

    @Test
    void namesAStrangerInAWideRangeAndKeepsNothing() throws Exception {
        try (var stranger = new ServerSocket(0, 1, InetAddress.ofLiteral("127.83.0.1"))) {
            int port = stranger.getLocalPort();
            var prepared = doors.prepare(plan(Map.of(ENTRY, ports("1000-65535")), Map.of()));

            assertThat(prepared)
                    .isInstanceOfSatisfying(
                            Doors.Prepared.Failed.class,
                            failed -> {
                                var failure = failed.failures().getFirst();
                                assertThat(failure.at()).isEqualTo(new IpPort(ENTRY, port));
                                assertThat(failure.why()).isEqualTo(BindFailure.ADDRESS_IN_USE);
                                assertThat(failure.text())
                                        .startsWith("Address already in use, by ")
                                        .endsWith("(pid " + ProcessHandle.current().pid() + ")");
                            });
            assertRefused("127.83.0.1:1000");
        }
    }

    /** As one address wins over all addresses everywhere on Linux. */
    @Test
    void takesItsAddressFromSomebodyOnAllAddresses() throws Exception {
        try (var stranger = new ServerSocket(0)) {
            serve(plan(Map.of(ENTRY, ports("1000-65535")), Map.of()));
            assertArrives("127.83.0.1:" + stranger.getLocalPort());
            peers.connect(IpPort.parse("127.83.0.2:" + stranger.getLocalPort()).orElseThrow());
            stranger.accept().close();
        }
    }

    @Test
    void saysThatTheHostDoesNotHaveTheAddress() {
        var prepared = doors.prepare(plan(Map.of(ip("203.0.113.9"), ports("1-65535")), Map.of()));

        assertThat(prepared)
                .isInstanceOfSatisfying(
                        Doors.Prepared.Failed.class,
                        failed -> {
                            var failure = failed.failures().getFirst();
                            assertThat(failure.where()).isEqualTo("203.0.113.9:1-65535");
                            assertThat(failure.why()).isEqualTo(BindFailure.ADDRESS_NOT_AVAILABLE);
                        });
    }
}
