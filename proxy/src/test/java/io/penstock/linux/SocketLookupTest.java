package io.penstock.linux;

import static io.penstock.linux.BpfAssembler.R0;
import static io.penstock.linux.BpfAssembler.R2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.penstock.testing.Awaits;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Addresses of this test's own: 127.81.0.0/16, and ::1 on ports that nobody has. */
class SocketLookupTest {
    private final List<AutoCloseable> opened = new ArrayList<>();
    private LookupSockets v4;
    private LookupSockets v6;

    @BeforeAll
    static void needsTheRight() {
        Epoll.ensureAvailability();
        assumeTrue(SocketLookup.available(), () -> SocketLookup.reason().orElse(""));
    }

    @BeforeEach
    void listen() throws IOException {
        v4 = new LookupSockets(2, "127.0.0.1");
        v6 = new LookupSockets(2, "::1");
        opened.addAll(List.of(v4, v6));
    }

    @AfterEach
    void close() throws Exception {
        for (var each : opened.reversed()) {
            each.close();
        }
    }

    private static BitSet ports(String... ranges) {
        var set = new BitSet();
        for (var range : ranges) {
            var ends = range.split("-", -1);
            set.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
        }
        return set;
    }

    private static byte[] address(String text) {
        return InetAddress.ofLiteral(text).getAddress();
    }

    private SocketLookup load(LookupTable table) {
        var loading = SocketLookup.load(table, Optional.of(v4.taker()), Optional.of(v6.taker()));
        assertThat(loading).isInstanceOf(SocketLookup.Loading.Loaded.class);
        return ((SocketLookup.Loading.Loaded) loading).lookup();
    }

    private LookupLink attach(LookupTable table) {
        try (var lookup = load(table)) {
            var attaching = LookupLink.attach(lookup);
            assertThat(attaching).isInstanceOf(LookupLink.Attaching.Attached.class);
            var link = ((LookupLink.Attaching.Attached) attaching).link();
            opened.add(link);
            return link;
        }
    }

    private void connect(String address, int port) throws IOException {
        var client = new Socket();
        opened.add(client);
        client.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port), 5000);
    }

    private void assertRefused(String address, int port) {
        assertThatThrownBy(() -> connect(address, port)).isInstanceOf(ConnectException.class);
    }

    private static int sum(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).sum();
    }

    @Test
    void takesThePortsOfAnAddressAndNoOther() throws Exception {
        var table = new LookupTable();
        table.add(address("127.81.0.1"), 32, ports("1000-1999", "3000", "65535"));
        attach(table);
        for (int port : new int[] {1000, 1999, 3000, 65535}) {
            connect("127.81.0.1", port);
            assertThat(sum(v4.arrived())).isEqualTo(1);
            assertThat(v4.lastLocal())
                    .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("127.81.0.1"), port));
        }

        for (int port : new int[] {999, 2000, 2999, 3001, 65534}) {
            assertRefused("127.81.0.1", port);
        }
        assertRefused("127.81.0.2", 1000);
    }

    @Test
    void takesIpv6ToTheListenerOfIpv6() throws Exception {
        var table = new LookupTable();
        table.add(address("::1"), 128, ports("900-910"));
        table.add(address("::"), 0, ports("911"));
        attach(table);
        connect("::1", 905);

        assertThat(sum(v6.arrived())).isEqualTo(1);
        assertThat(sum(v4.arrived())).isZero();
        assertRefused("::1", 911);
        assertRefused("127.81.0.1", 905);
        assertRefused("127.81.0.1", 911);
    }

    @Test
    void looksAtTheLongestPrefixOnly() throws Exception {
        var table = new LookupTable();
        table.add(address("127.81.0.0"), 16, ports("1000"));
        table.add(address("127.81.7.0"), 24, ports("1000-1001"));
        table.add(address("127.81.7.7"), 32, ports("7"));
        attach(table);
        connect("127.81.255.255", 1000);
        connect("127.81.7.1", 1000);
        connect("127.81.7.255", 1001);
        connect("127.81.7.7", 7);

        assertThat(sum(v4.arrived())).isEqualTo(4);
        assertRefused("127.81.6.1", 1001);
        assertRefused("127.81.7.7", 1000);
    }

    @Test
    void spreadsOverTheSocketsThatShareThePort() throws Exception {
        var table = new LookupTable();
        table.add(address("127.81.0.1"), 32, ports("1000-1999"));
        attach(table);
        for (int port = 1000; port < 1100; port++) {
            connect("127.81.0.1", port);
        }

        var arrived = v4.arrived();
        assertThat(arrived).allMatch(number -> number > 10);
        assertThat(sum(arrived)).isEqualTo(100);
    }

    @Test
    void refusesWhoGoesToTheListenerItself() throws Exception {
        connect("127.0.0.1", v4.address().getPort());
        connect("::1", v6.address().getPort());
        attach(new LookupTable());

        assertRefused("127.0.0.1", v4.address().getPort());
        assertRefused("::1", v6.address().getPort());
    }

    @Test
    void leavesEverybodyElseAlone() throws Exception {
        try (var other = new ServerSocket(0, 9, InetAddress.ofLiteral("127.81.0.9"))) {
            var table = new LookupTable();
            table.add(address("127.81.0.0"), 16, ports("1-9"));
            attach(table);
            connect("127.81.0.9", other.getLocalPort());
            other.accept().close();
            assertThat(sum(v4.arrived())).isZero();
        }
    }

    @Test
    void changesAndEndsWithoutTouchingWhatIsEstablished() throws Exception {
        var before = new LookupTable();
        before.add(address("127.81.0.1"), 32, ports("1000-1999"));
        var link = attach(before);
        try (var client = new Socket("127.81.0.1", 1000)) {
            assertThat(sum(v4.arrived())).isEqualTo(1);
            var after = new LookupTable();
            after.add(address("127.81.0.1"), 32, ports("2000-2999"));
            try (var lookup = load(after)) {
                assertThat(link.replace(lookup)).isEmpty();
            }
            assertRefused("127.81.0.1", 1000);
            connect("127.81.0.1", 2000);
            opened.remove(link);
            link.close();

            assertRefused("127.81.0.1", 2000);
            client.getOutputStream().write(1); // a reset would have come by now
            client.setSoTimeout(1);
            assertThatThrownBy(client.getInputStream()::read).hasMessage("Read timed out");
        }
    }

    @Test
    void holdsAThousandPrefixesWithSetsOfTheirOwn() throws Exception {
        var table = new LookupTable();
        IntStream.range(0, 1000)
                .forEach(i ->
                        table.add(
                                new byte[] {127, 81, (byte) (i / 250), (byte) (i % 250)},
                                32,
                                ports(String.valueOf(2000 + i))));
        attach(table);
        connect("127.81.3.249", 2999);

        assertThat(sum(v4.arrived())).isEqualTo(1);
        assertRefused("127.81.3.249", 2998);
    }

    @Test
    void keepsWhatTheVerifierSaid() {
        var unset = new BpfAssembler().copy(R0, R2).exit().assemble();

        assertThatThrownBy(() -> Bpf.loadProgram(unset))
                .hasMessageStartingWith("bpf(BPF_PROG_LOAD): Permission denied (")
                .hasMessageContaining("R2 !read_ok");
    }

    @Test
    void saysWhatTheKernelHasAgainstAMap() {
        assertThatThrownBy(() -> Bpf.createMap(Bpf.ARRAY, 4, 0, 1, 0))
                .hasMessage("bpf(BPF_MAP_CREATE): Invalid argument");
    }

    @Test
    void endsWithItsProcess() throws Exception {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                LookupProcess.class.getName(),
                                "127.81.0.1",
                                "4000")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader told = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(told.readLine()).isEqualTo("Attached");
            connect("127.81.0.1", 4000);
        } finally {
            process.destroyForcibly().waitFor();
        }
        Awaits.until("nobody listens any more", () -> isRefused("127.81.0.1", 4000));
    }

    private static boolean isRefused(String address, int port) {
        try (var _ = new Socket(address, port)) {
            return false;
        } catch (ConnectException e) {
            return true;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
