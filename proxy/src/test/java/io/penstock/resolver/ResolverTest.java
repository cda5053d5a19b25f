package io.penstock.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.resolver.Answer.Addresses;
import io.penstock.resolver.Answer.Cause;
import io.penstock.resolver.Answer.Failed;
import io.penstock.testing.Awaits;
import io.penstock.testing.DnsFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolverTest {
    private static final Timing SHORT = new Timing(300, 1_500, 100);

    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final DnsFixture dns = DnsFixture.start();
    private final Resolver resolver =
            new Resolver(group.next(), SHORT, Path.of("/etc/resolv.conf"));

    @AfterEach
    void stop() throws Exception {
        dns.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    @Test
    void givesAddressesAndTheirTtl() throws Exception {
        dns.a("web.zigi.internal", "127.0.0.2", 40).a("web.zigi.internal", "127.0.0.3", 30);

        assertThat(ask("Web.zigi.internal.", Families.IPV4))
                .isEqualTo(addresses(30, "127.0.0.2", "127.0.0.3"));
        assertThat(dns.queries()).singleElement().matches(q -> q.type() == DnsFixture.A);
    }

    @Test
    void asksForBothVersionsAtOnceAndGivesIpv4First() throws Exception {
        dns.aaaa("web.internal", "2001:db8::1", 20).a("web.internal", "192.0.2.1", 40);

        assertThat(ask("web.internal", Families.BOTH))
                .isEqualTo(addresses(20, "192.0.2.1", "2001:db8::1"));
    }

    @Test
    void givesTheOneVersionIfTheOtherHasNoneOrFails() throws Exception {
        dns.a("v4.internal", "192.0.2.1", 40);
        dns.aaaa("v6.internal", "2001:db8::1", 40);
        dns.a("mute.internal", "192.0.2.2", 40).silent("mute.internal", DnsFixture.AAAA);

        assertThat(ask("v4.internal", Families.BOTH)).isEqualTo(addresses(40, "192.0.2.1"));
        assertThat(ask("v6.internal", Families.BOTH)).isEqualTo(addresses(40, "2001:db8::1"));
        assertThat(ask("mute.internal", Families.BOTH)).isEqualTo(addresses(40, "192.0.2.2"));
    }

    @Test
    void tellsNoSuchNameFromNoSuchAddress() throws Exception {
        dns.a("v4.internal", "192.0.2.1", 40).negativeTtl(7);

        assertThat(failure("v4.internal", Families.IPV6)).returns(Cause.NO_DATA, Failed::cause);
        assertThat(failure("none.internal", Families.BOTH))
                .returns(Cause.NXDOMAIN, Failed::cause)
                .returns(7L, Failed::ttlSeconds);
        dns.negativeTtl(-1);
        assertThat(failure("none.internal", Families.IPV4)).returns(0L, Failed::ttlSeconds);
    }

    @Test
    void followsAliasesInsideTheAnswerWithTheLeastTtl() throws Exception {
        dns.cname("a.internal", "b.internal", 9).cname("b.internal", "C.internal", 50);
        dns.a("c.internal", "192.0.2.1", 40);

        assertThat(ask("a.internal", Families.IPV4)).isEqualTo(addresses(9, "192.0.2.1"));
        assertThat(dns.queries()).hasSize(1);
    }

    @Test
    void asksOnWhereTheAnswerStopsAtAnAlias() throws Exception {
        try (var other = DnsFixture.start()) {
            dns.cname("a.internal", "b.other", 50).code("b.other", 2);
            other.a("b.other", "192.0.2.1", 40);
            var servers = Servers.of(dns.address(), other.address());

            assertThat(ask("a.internal", Families.IPV4, servers))
                    .isEqualTo(addresses(40, "192.0.2.1"));
        }
    }

    @Test
    void givesUpOnAliasesWithoutEnd() throws Exception {
        dns.cname("a.internal", "b.internal", 50).cname("b.internal", "a.internal", 50);
        IntStream.range(0, 30)
                .forEach(i -> dns.cname("n" + i + ".internal", "n" + (i + 1) + ".internal", 9));

        assertThat(failure("a.internal", Families.IPV4)).returns(Cause.BAD_ANSWER, Failed::cause);
        assertThat(failure("n0.internal", Families.IPV4)).returns(Cause.BAD_ANSWER, Failed::cause);
    }

    @Test
    void neverAsksForAnAliasToLocalhost() throws Exception {
        dns.cname("a.internal", "localhost", 50);

        assertThat(failure("a.internal", Families.IPV4)).returns(Cause.BAD_ANSWER, Failed::cause);
        assertThat(dns.queries()).noneMatch(q -> q.name().equals("localhost"));
    }

    @Test
    void asksAgainOverTcpWhatDidNotFit() throws Exception {
        dns.truncated("big.internal");
        IntStream.range(1, 200).forEach(i -> dns.a("big.internal", "192.0.2." + i, 40));

        var answer = (Addresses) ask("big.internal", Families.IPV4);

        assertThat(answer.ips()).hasSize(199);
        assertThat(dns.queries()).extracting(DnsFixture.Query::tcp).containsExactly(false, true);
    }

    @Test
    void asksTheNextServerIfOneIsSilentClosedOrFails() throws Exception {
        try (var second = DnsFixture.start();
                var third = DnsFixture.start()) {
            dns.silent("web.internal");
            second.code("web.internal", 5);
            third.a("web.internal", "192.0.2.1", 40);
            var servers =
                    Servers.of(closedPort(), dns.address(), second.address(), third.address());

            assertThat(ask("web.internal", Families.IPV4, servers))
                    .isEqualTo(addresses(40, "192.0.2.1"));
            assertThat(second.queries()).hasSize(1);
        }
    }

    @Test
    void asksASilentServerAgain() throws Exception {
        dns.silent("web.internal");
        var answers = start("web.internal", Families.IPV4, Servers.of(dns.address()));
        dns.take();
        dns.forget("web.internal").a("web.internal", "192.0.2.1", 40);

        assertThat(next(answers)).isEqualTo(addresses(40, "192.0.2.1"));
    }

    @Test
    void saysWhyNoServerAnswered() throws Exception {
        dns.silent("silent.internal").code("failing.internal", 2).code("refused.internal", 5);
        dns.wrongId("forged.internal").a("forged.internal", "192.0.2.1", 40);
        dns.wrongQuestion("other.internal").a("other.internal", "192.0.2.1", 40);
        dns.garbage("broken.internal").a("broken.internal", "192.0.2.1", 40);
        dns.referral("elsewhere.internal").a("elsewhere.internal", "192.0.2.1", 40);

        assertThat(failure("silent.internal", Families.BOTH))
                .returns(Cause.TIMED_OUT, Failed::cause)
                .returns(dns.address() + ": is silent", Failed::text);
        assertThat(cause("failing.internal")).isEqualTo(Cause.SERVFAIL);
        assertThat(cause("refused.internal")).isEqualTo(Cause.REFUSED);
        assertThat(cause("forged.internal")).isEqualTo(Cause.BAD_ANSWER);
        assertThat(cause("other.internal")).isEqualTo(Cause.BAD_ANSWER);
        assertThat(cause("broken.internal")).isEqualTo(Cause.BAD_ANSWER);
        assertThat(cause("elsewhere.internal")).isEqualTo(Cause.BAD_ANSWER);
        var closed = closedPort();
        assertThat(ask("web.internal", Families.IPV4, Servers.of(closed)))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.cause()).isEqualTo(Cause.UNREACHABLE);
                            assertThat(failed.text()).contains(closed.toString());
                        });
    }

    @Test
    void readsATtlWithItsHighestBitAsZero() throws Exception {
        dns.a("web.internal", "192.0.2.1", 0x80000001L);

        assertThat(ask("web.internal", Families.IPV4)).isEqualTo(addresses(0, "192.0.2.1"));
    }

    @Test
    void asksFromTheSourceAddressAndThroughTheDevice() throws Exception {
        dns.a("web.internal", "192.0.2.1", 40).truncated("web.internal");
        var servers =
                new Servers(
                        List.of(dns.address()),
                        List.of(ip("::1"), ip("127.0.0.9")),
                        Optional.of("lo"));

        assertThat(ask("web.internal", Families.IPV4, servers))
                .isEqualTo(addresses(40, "192.0.2.1"));
        assertThat(dns.queries()).hasSize(2).allMatch(q -> q.from().ip().equals(ip("127.0.0.9")));
    }

    @Test
    void sendsNothingWithoutTheSourceAddressOrTheDevice() throws Exception {
        dns.a("web.internal", "192.0.2.1", 40);
        var only = List.of(dns.address());
        var elsewhere = new Servers(only, List.of(ip("::1")), Optional.empty());
        var absent = new Servers(only, List.of(ip("192.0.2.77")), Optional.empty());
        var noDevice = new Servers(only, List.of(), Optional.of("nosuch0"));
        var longDevice = new Servers(only, List.of(), Optional.of("a-name-too-long-for-it"));

        for (var servers : List.of(elsewhere, absent, noDevice, longDevice)) {
            assertThat(ask("web.internal", Families.IPV4, servers))
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failed -> assertThat(failed.cause()).isEqualTo(Cause.UNREACHABLE));
        }
        assertThat(dns.queries()).isEmpty();
        assertThat(ask("web.internal", Families.IPV4, noDevice))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed ->
                                assertThat(failed.text())
                                        .contains("this host has no interface `nosuch0`"));
    }

    @Test
    void neverSendsLocalhostOut() throws Exception {
        assertThat(ask("localhost", Families.BOTH)).isEqualTo(addresses(60, "127.0.0.1", "::1"));
        assertThat(ask("a.LOCALHOST.", Families.IPV6)).isEqualTo(addresses(60, "::1"));
        assertThat(dns.queries()).isEmpty();
    }

    @Test
    void asksTheHostsServersIfNoneAreGiven(@TempDir Path directory) throws Exception {
        var file = directory.resolve("resolv.conf");
        Files.writeString(file, "nameserver 127.0.0.99\n");
        var hosts = new Resolver(group.next(), SHORT, file);
        var answers = new LinkedBlockingQueue<Answer>();

        hosts.resolve(new Question("web.internal", Families.IPV4), Servers.HOST, answers::add);

        assertThat(next(answers))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.text()).contains("127.0.0.99:53"));
    }

    @Test
    void readsTheHostsServers(@TempDir Path directory) {
        var text =
                """
                # one
                search a.b
                  nameserver   10.0.0.1\t
                nameserver fe80::1%eth0
                nameserver\t2001:db8::53
                options ndots:5
                nameserver x
                """;

        assertThat(ResolvConf.read(text))
                .containsExactly(
                        IpPort.parse("10.0.0.1:53").orElseThrow(),
                        IpPort.parse("[2001:db8::53]:53").orElseThrow());
        assertThat(ResolvConf.servers(directory.resolve("none")))
                .containsExactly(IpPort.parse("127.0.0.1:53").orElseThrow());
    }

    @Test
    void leavesNoSocketBehind() throws Exception {
        dns.silent("silent.internal").a("web.internal", "192.0.2.1", 40).truncated("web.internal");
        ask("web.internal", Families.BOTH);
        int before = descriptors();

        ask("silent.internal", Families.BOTH);
        for (int i = 0; i < 20; i++) {
            ask("web.internal", Families.BOTH);
        }

        Awaits.until("all sockets are closed", () -> descriptors() <= before);
    }

    @Test
    void takesOnlyNamesThatAMessageCanCarry() {
        for (var name : List.of("", ".", "a..b", "a b", "ä.b", "a".repeat(64), "a.".repeat(128))) {
            assertThatThrownBy(() -> new Question(name, Families.IPV4))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(new Question("_dns.A-b.c.", Families.IPV4).name()).isEqualTo("_dns.a-b.c");
    }

    private static int descriptors() {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return (int) files.filter(ResolverTest::isSocket).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }

    private static IpPort closedPort() throws IOException {
        var loopback = Ip.v4(0x7f000001).toInetAddress();
        try (var tcp = new ServerSocket(0, 1, loopback);
                var udp = new DatagramSocket(tcp.getLocalPort(), loopback)) {
            return new IpPort(Ip.of(loopback), udp.getLocalPort());
        }
    }

    private static Ip ip(String text) {
        return Ip.parse(text).orElseThrow();
    }

    private static Answer addresses(long ttl, String... ips) {
        return new Addresses(Arrays.stream(ips).map(ResolverTest::ip).toList(), ttl);
    }

    private Cause cause(String name) throws Exception {
        return failure(name, Families.IPV4).cause();
    }

    private Failed failure(String name, Families families) throws Exception {
        return (Failed) ask(name, families);
    }

    private Answer ask(String name, Families families) throws Exception {
        return ask(name, families, Servers.of(dns.address()));
    }

    private Answer ask(String name, Families families, Servers servers) throws Exception {
        return next(start(name, families, servers));
    }

    private LinkedBlockingQueue<Answer> start(String name, Families families, Servers servers) {
        var answers = new LinkedBlockingQueue<Answer>();
        resolver.resolve(new Question(name, families), servers, answers::add);
        return answers;
    }

    private static Answer next(LinkedBlockingQueue<Answer> answers) throws Exception {
        var answer = answers.poll(5, TimeUnit.SECONDS);
        assertThat(answer).as("an answer").isNotNull();
        return Objects.requireNonNull(answer);
    }
}
