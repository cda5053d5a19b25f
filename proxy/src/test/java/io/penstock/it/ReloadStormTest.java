package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.reload.ReloadOutcome;
import io.penstock.reload.Trigger;
import io.penstock.testing.Awaits;
import io.penstock.testing.RunningAppliance;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred reloads, good and bad ones, while connections that none of them is about stream both
 * ways and more of them come all the time.
 */
class ReloadStormTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final int RELOADS = 100;
    private static final int STREAMS = 4;
    private static final int PASSING = 4;
    private static final Duration PACE = Duration.ofMillis(3);

    @TempDir private Path directory;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Random random = new Random(9);
    private final AtomicInteger visits = new AtomicInteger();
    private final List<Integer> ports = new ArrayList<>();
    private ServerSocket resource;
    private ServerSocket stranger;
    private int admin;
    private volatile boolean storming = true;

    @BeforeEach
    void open() throws IOException {
        resource = new ServerSocket(0, 200, LOOPBACK);
        stranger = new ServerSocket(0, 1, LOOPBACK);
        admin = RunningAppliance.freePort();
        for (int i = 0; i <= PASSING; i++) {
            ports.add(RunningAppliance.freePort());
        }
        var _ = threads.submit(this::echo);
    }

    @AfterEach
    void close() throws IOException {
        storming = false;
        resource.close();
        stranger.close();
        threads.shutdownNow();
        threads.close();
    }

    @Test
    @Timeout(60)
    void aHundredReloadsLoseNoConnectionThatTheyAreNotAbout() throws Exception {
        try (var penstock = RunningAppliance.start(directory, yaml(0))) {
            var streams = new ArrayList<Future<Long>>();
            for (int i = 0; i < STREAMS; i++) {
                streams.add(threads.submit(this::stream));
            }
            var visitor = threads.submit(this::visit);
            var trespasser = threads.submit(this::trespass);
            var tally = new Tally();
            for (int i = 1; i <= RELOADS; i++) {
                replace(wrongEveryTenth(i));
                int before = visits.get();
                tally.count(i, reload(penstock));
                if (i % 10 == 0) {
                    Awaits.until("more have come", () -> visits.get() > before);
                }
            }
            storming = false;
            for (var stream : streams) {
                assertThat(stream.get(20, TimeUnit.SECONDS)).isPositive();
            }
            visitor.get(20, TimeUnit.SECONDS);
            trespasser.get(20, TimeUnit.SECONDS);

            assertThat(tally.applied).isGreaterThan(RELOADS / 2);
            assertThat(tally.refused).isEqualTo(2 * RELOADS / 10);
            penstock.awaitIdle();
            penstock.assertAccounted();
            assertAllClosed(penstock, STREAMS + visits.get());
        }
    }

    private static final class Tally {
        private int applied;
        private int refused;

        void count(int number, ReloadOutcome outcome) {
            switch (outcome) {
                case ReloadOutcome.Applied _ -> applied++;
                case ReloadOutcome.Unchanged _ -> {} // the watcher was faster
                case ReloadOutcome.Rejected _ -> {
                    assertThat(number % 10).isEqualTo(3);
                    refused++;
                }
                case ReloadOutcome.Refused _ -> {
                    assertThat(number % 10).isEqualTo(7);
                    refused++;
                }
                case ReloadOutcome.Planned _ -> throw new AssertionError("nobody rehearsed");
            }
        }
    }

    /** One in ten does not parse to a configuration, one in ten cannot be bound. */
    private String wrongEveryTenth(int number) {
        return switch (number % 10) {
            case 3 -> yaml(number).replace("egress:", "egres:");
            case 7 ->
                    yaml(number)
                            + "  - {name: taken, resourceConfiguration: taken, securityGroups:"
                            + " [passing], addresses: [127.0.0.1]}\n";
            default -> yaml(number);
        };
    }

    /**
     * The steady endpoint, whose group, gateway and options are touched too, and some that come, go
     * and change.
     */
    private String yaml(int number) {
        var configurations = new StringBuilder();
        var endpoints = new StringBuilder();
        for (int i = 1; i <= PASSING; i++) {
            if (number == 0 || random.nextBoolean()) {
                configurations.append(configuration("passing-" + i, ports.get(i), ""));
                endpoints.append(
                        endpoint(
                                "passing-" + i,
                                "passing",
                                "limits: {connections: " + (number % 7 + 1) + "}"));
            }
        }
        configurations.append(configuration("taken", stranger.getLocalPort(), ""));
        return """
        appliance:
          admin: 127.0.0.1:%d
          metadataAddresses: [10.0.0.%d]
          drain: {delay: 0s, deadline: 3s}
        securityGroups:
          - name: out
            egress: [{ports: "1-65535", cidr: 127.0.0.0/8}, {ports: "%d", cidr: 10.0.0.0/8}]
          - name: steady
            ingress: [{ports: "%d", cidr: 127.0.0.0/8}, {ports: "%d", cidr: 10.0.0.0/8}]
          - name: passing
            ingress: [{ports: "1-65535", cidr: %s}]
        resourceGateways:
          - name: gateway
            ipAddressType: IPV4
            securityGroups: [out]
            options: {sourceAddresses: [127.0.0.1]}
        resourceConfigurations:
        %s%sendpoints:
        %s%s\
        """
                .formatted(
                        admin,
                        number % 200 + 1,
                        number % 100 + 1,
                        ports.getFirst(),
                        number % 100 + 1,
                        number % 2 == 0 ? "127.0.0.0/8" : "10.0.0.0/8",
                        configuration(
                                "steady",
                                ports.getFirst(),
                                ", idleTimeout: " + (60 + number) + "s"),
                        configurations,
                        endpoint(
                                "steady",
                                "steady",
                                "advertisedAddresses: [10.1.1." + (number % 200 + 1) + "]"),
                        endpoints);
    }

    private String configuration(String name, int port, String option) {
        return """
          - name: %s
            type: SINGLE
            resourceGateway: gateway
            portRanges: ["%d"]
            resourceConfigurationDefinition: {ipResource: {ipAddress: 127.0.0.1}}
            options: {portMappings: [{ports: "%d", targetPorts: "%d"}]%s}
        """
                .formatted(name, port, port, resource.getLocalPort(), option)
                .indent(2)
                .replace("\n\n", "\n");
    }

    private static String endpoint(String name, String group, String options) {
        return "  - {name: %s, resourceConfiguration: %s, securityGroups: [%s], addresses: [127.0.0.1], options: {%s}}\n"
                .formatted(name, name, group, options);
    }

    /** In one step: the watcher must not see half of it. */
    private void replace(String yaml) throws IOException {
        var next = Files.writeString(directory.resolve("next"), yaml);
        Files.move(next, directory.resolve("penstock.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static ReloadOutcome reload(RunningAppliance penstock) throws Exception {
        return penstock.appliance()
                .reload(Trigger.REQUEST)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .outcome();
    }

    private Object echo() throws IOException {
        while (true) {
            var client = resource.accept();
            var _ =
                    threads.submit(() -> {
                        try (client) {
                            client.getInputStream().transferTo(client.getOutputStream());
                            client.shutdownOutput();
                        }
                        return null;
                    });
        }
    }

    /** Streams as long as the storm lasts; everything must come back. */
    private Long stream() throws Exception {
        try (var socket = connect(ports.getFirst())) {
            var sent = threads.submit(() -> send(socket.getOutputStream(), socket));
            var back = new CRC32C();
            var chunk = new byte[16 << 10];
            long bytes = 0;
            for (int n; (n = socket.getInputStream().read(chunk)) >= 0; bytes += n) {
                back.update(chunk, 0, n);
            }
            assertThat(back.getValue()).isEqualTo(sent.get(5, TimeUnit.SECONDS));
            return bytes;
        }
    }

    private Long send(OutputStream to, Socket socket) throws IOException {
        var crc = new CRC32C();
        var chunk = new byte[16 << 10];
        var bytes = new Random(socket.getLocalPort());
        while (storming) {
            bytes.nextBytes(chunk);
            crc.update(chunk);
            to.write(chunk);
            Awaits.pass(PACE);
        }
        socket.shutdownOutput();
        return crc.getValue();
    }

    /** Short connections, one after the other, of which none may be refused. */
    private Integer visit() throws Exception {
        while (storming) {
            try (var socket = connect(ports.getFirst())) {
                var question = ("visit " + visits.get()).getBytes(StandardCharsets.US_ASCII);
                socket.getOutputStream().write(question);
                socket.shutdownOutput();
                assertThat(socket.getInputStream().readAllBytes()).isEqualTo(question);
            }
            visits.incrementAndGet();
        }
        return visits.get();
    }

    /** At the doors that come and go: let in, refused or turned away. */
    private Integer trespass() {
        int refused = 0;
        while (storming) {
            try (var socket = connect(ports.get(1 + refused % PASSING))) {
                socket.getOutputStream().write('x');
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (IOException e) {
                refused++;
            }
            Awaits.pass(PACE);
        }
        return refused;
    }

    private static Socket connect(int port) throws IOException {
        var socket = new Socket(LOOPBACK, port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Every steady connection ended as its client and its resource wanted. */
    private static void assertAllClosed(RunningAppliance penstock, int expected)
            throws InterruptedException {
        var steady = new ArrayList<JsonObject>();
        while (steady.size() < expected) {
            var line = penstock.logged();
            if (line.getString("endpoint").equals("steady")) {
                steady.add(line);
            }
        }
        assertThat(steady)
                .allSatisfy(line -> assertThat(line.getString("closeReason")).isEqualTo("closed"));
    }
}
