package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.IpPort;
import io.penstock.reload.ReloadOutcome;
import io.penstock.reload.Trigger;
import io.penstock.testing.Awaits;
import io.penstock.testing.OneResource;
import io.penstock.testing.Peers;
import io.penstock.testing.RunningAppliance;
import io.penstock.testing.Stream;
import io.penstock.testing.Stream.End;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients see of limits per second, over all event loops. */
class LimitsTest {
    private static final long MIB = 1 << 20;

    private final Peers peers = new Peers();
    @TempDir private Path directory;
    private ServerSocket resource;
    private OneResource config;

    @BeforeEach
    void open() throws IOException {
        resource = peers.server();
        config = OneResource.at(resource.getLocalPort());
    }

    @AfterEach
    void close() {
        peers.close();
    }

    @Test
    void refusesMoreNewConnectionsThanTheResourceTakesASecond() throws Exception {
        var yaml = config.with("limits: {connectionsPerSecond: 1}").yaml();
        try (var penstock = RunningAppliance.start(directory, yaml)) {
            knockOften();

            var line = penstock.loggedAs("connection_rate");
            assertThat(line.getString("detail"))
                    .isEqualTo(
                            "the resource configuration 000000000000/web takes 1 new connections a"
                                    + " second, and has had them");
            assertThat(line.getString("denialReason")).isEqualTo("connection_rate");
            assertThat(penstock.metric("penstock_connections_denied_total", "\"connection_rate\""))
                    .isPositive();
        }
    }

    @Test
    void refusesMoreNewConnectionsThanTheEndpointTakesASecondAsOfTheNextReload() throws Exception {
        var unlimited = ofEndpoint("connections: 1000");
        try (var penstock = RunningAppliance.start(directory, unlimited)) {
            for (int i = 0; i < 10; i++) {
                assertThat(knock()).as("is let in").isTrue();
            }

            reload(penstock, ofEndpoint("connectionsPerSecond: 1"));
            knockOften();

            assertThat(penstock.loggedAs("connection_rate").getString("detail"))
                    .startsWith("the endpoint 000000000000/entry takes 1 new connections a second");
            reload(penstock, unlimited);
            for (int i = 0; i < 10; i++) {
                assertThat(knock()).as("is let in again").isTrue();
            }
        }
    }

    private void knockOften() throws IOException {
        for (int i = 0; i < 10; i++) {
            knock();
        }
    }

    /** Whether a connection gets through. */
    private boolean knock() throws IOException {
        resource.setSoTimeout(10_000);
        try (var client = connect()) {
            client.getOutputStream().write('x');
            client.shutdownOutput();
            peers.meanwhile(
                            () -> {
                                try (var served = resource.accept()) {
                                    served.getOutputStream().write('y');
                                }
                                return true;
                            })
                    .state();
            return client.getInputStream().read() == 'y';
        } catch (SocketException e) {
            return false;
        }
    }

    @Test
    void pacesAllConnectionsOfAnEndpointTogetherAndLosesNothing() throws Exception {
        var yaml = ofEndpoint("bytesPerSecond: 8MiB");
        try (var penstock = RunningAppliance.start(directory, yaml)) {
            var clients = new ArrayList<Socket>();
            var served = new ArrayList<Socket>();
            for (int i = 0; i < 4; i++) {
                clients.add(connect());
                served.add(peers.accept(resource));
            }
            long start = System.nanoTime();
            var seen = new ArrayList<Future<Stream.Seen>>();
            for (int i = 0; i < 4; i++) {
                seen.add(sent(clients.get(i), served.get(i), 3 * MIB));
                seen.add(sent(served.get(i), clients.get(i), MIB));
            }

            for (int i = 0; i < 4; i++) {
                assertThat(seen.get(2 * i).get()).isEqualTo(Stream.whole(3 * MIB, End.FIN));
                assertThat(seen.get(2 * i + 1).get()).isEqualTo(Stream.whole(MIB, End.FIN));
            }
            assertThat(seconds(start)).as("16 MiB at 8 MiB/s").isBetween(1.8, 8.0);
            assertThat(penstock.logged().getString("closeReason")).isEqualTo("closed");
        }
    }

    @Test
    void holdsTheLowerOfTwoLimits() throws Exception {
        var yaml =
                config.with("limits: {bytesPerSecond: 4MiB}")
                        .yaml()
                        .replace(
                                "    addresses: [127.0.0.1]",
                                "    addresses: [127.0.0.1]\n"
                                        + "    options: {limits: {bytesPerSecond: 1GiB}}");
        try (var penstock = RunningAppliance.start(directory, yaml)) {
            var client = connect();
            var served = peers.accept(resource);
            long start = System.nanoTime();
            var seen = sent(client, served, 4 * MIB);

            assertThat(seen.get()).isEqualTo(Stream.whole(4 * MIB, End.FIN));
            assertThat(seconds(start)).isBetween(0.88, 6.0);
            assertThat(penstock.get("/api/endpoints").body().replaceAll("\\s+", ""))
                    .contains("\"maxBytesPerSecond\":4194304");
            client.close();
            served.close();
        }
    }

    @Test
    void followsAReloadOnALivingConnection() throws Exception {
        var none = config.yaml();
        var slow = config.with("limits: {bytesPerSecond: 1KiB}").yaml();
        var fast = config.with("limits: {bytesPerSecond: 64MiB}").yaml();
        try (var penstock = RunningAppliance.start(directory, none)) {
            var client = connect();
            var served = peers.accept(resource);
            var seen = sent(client, served, 192 * MIB);

            reload(penstock, slow);
            double before = penstock.metric("penstock_bytes_total");
            Awaits.pass(Duration.ofMillis(300));
            assertThat(penstock.metric("penstock_bytes_total") - before).isLessThan(64 << 10);
            assertThat(seen.isDone()).isFalse();

            reload(penstock, fast);
            Awaits.until(
                    "it goes on", () -> penstock.metric("penstock_bytes_total") > before + 8 * MIB);

            reload(penstock, none);
            assertThat(seen.get()).isEqualTo(Stream.whole(192 * MIB, End.FIN));
            served.close();
        }
    }

    @Test
    void endsAPacedConnectionAtOnceWhereAReloadForbidsIt() throws Exception {
        var slow = config.with("limits: {bytesPerSecond: 1KiB}");
        try (var penstock = RunningAppliance.start(directory, slow.yaml())) {
            var client = connect();
            var served = peers.accept(resource);
            var seen = sent(client, served, MIB);

            reload(penstock, slow.egress("127.9.0.0/16").yaml());

            assertThat(seen.get().end()).isEqualTo(End.RESET);
            assertThat(penstock.logged().getString("closeReason")).isEqualTo("policy_changed");
        }
    }

    private String ofEndpoint(String limits) {
        return config.yaml()
                .replace(
                        "    addresses: [127.0.0.1]",
                        "    addresses: [127.0.0.1]\n    options: {limits: {" + limits + "}}");
    }

    private static void reload(RunningAppliance penstock, String yaml) throws Exception {
        penstock.rewrite(yaml);
        var reload =
                penstock.appliance()
                        .reload(Trigger.REQUEST)
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
        assertThat(reload.outcome()).isInstanceOf(ReloadOutcome.Applied.class);
    }

    /** Sends on one thread, reads on another. */
    private Future<Stream.Seen> sent(Socket from, Socket to, long bytes) {
        peers.meanwhile(
                        () -> {
                            Stream.send(from, bytes);
                            from.shutdownOutput();
                            return true;
                        })
                .state();
        return peers.meanwhile(() -> Stream.read(to));
    }

    private Socket connect() throws IOException {
        return peers.connect(IpPort.parse("127.0.0.1:" + config.port()).orElseThrow());
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
