package io.penstock.dns;

import static io.penstock.dns.ZoneSetting.OWN;
import static io.penstock.dns.ZoneSetting.ip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.relay.Loop;
import io.penstock.resolver.Protocol;
import io.penstock.resolver.Upstream;
import io.penstock.resource.IpAddressType;
import io.penstock.snapshot.Snapshots;
import io.penstock.testing.Awaits;
import io.penstock.testing.DnsFixture;
import io.penstock.transport.BindFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DnsServerTest {
    private static final int FORMERR = 1;
    private static final int SERVFAIL = 2;
    private static final int NXDOMAIN = 3;
    private static final int NOTIMP = 4;
    private static final int REFUSED = 5;
    private static final String NAME = "web.penstock.internal";

    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Loop loop = Loop.on(group.next());
    private final DnsCounters counters = new DnsCounters();
    private final List<DnsServer> servers = new ArrayList<>();
    private final List<DnsFixture> upstreams = new ArrayList<>();
    private final ZoneSetting setting =
            new ZoneSetting().endpoint(OWN, "web", "10.9.0.10", "10.9.0.11");

    @AfterEach
    void stop() throws Exception {
        for (var server : servers) {
            get(server.close());
        }
        upstreams.forEach(DnsFixture::close);
        group.submit(loop::close).sync();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    @Test
    void answersOverUdpAndTcpWithTheQuestionAsItCame() throws Exception {
        var server = start();
        var query = DnsFixture.query(0xbeef, "wEb.PENSTOCK.internal", DnsFixture.A);

        for (var reply : List.of(DnsClient.udp(server, query), DnsClient.tcp(server, query))) {
            assertThat(reply.id()).isEqualTo(0xbeef);
            assertThat(reply.flags())
                    .isEqualTo(0x8000 | DnsClient.AUTHORITATIVE | DnsClient.RECURSION_DESIRED);
            assertThat(Arrays.copyOfRange(reply.bytes(), 12, query.length))
                    .isEqualTo(Arrays.copyOfRange(query, 12, query.length));
            assertThat(reply.answers())
                    .containsExactly(
                            entry("wEb.PENSTOCK.internal.", 1, 60, "0a09000a"),
                            entry("wEb.PENSTOCK.internal.", 1, 60, "0a09000b"));
            assertThat(reply.authority()).isEmpty();
            assertThat(reply.additional()).isEmpty();
        }
        assertThat(counters.queries(Protocol.UDP, DnsOutcome.ANSWERED)).isEqualTo(1);
        assertThat(counters.queries(Protocol.TCP, DnsOutcome.ANSWERED)).isEqualTo(1);
    }

    @Test
    void sendsTheSoaWithNoSuchNameAndNoData() throws Exception {
        var server = start();

        var none = DnsClient.ask(server, "no.penstock.internal", DnsFixture.A);
        var noData = DnsClient.ask(server, NAME, DnsFixture.AAAA);
        var between = DnsClient.ask(server, OWN + ".penstock.internal", DnsFixture.A);

        assertThat(none.code()).isEqualTo(NXDOMAIN);
        assertThat(List.of(noData.code(), between.code())).containsExactly(0, 0);
        for (var reply : List.of(none, noData, between)) {
            assertThat(reply.has(DnsClient.AUTHORITATIVE)).isTrue();
            assertThat(reply.answers()).isEmpty();
            assertThat(reply.authority())
                    .singleElement()
                    .satisfies(soa -> {
                        assertThat(soa.name()).isEqualTo("penstock.internal.");
                        assertThat(soa.type()).isEqualTo(DnsFixture.SOA);
                        assertThat(soa.ttl()).isEqualTo(5);
                        assertThat(soa.hex())
                                .endsWith(
                                        "00000001"
                                                + "00000e10"
                                                + "00000258"
                                                + "00015180"
                                                + "00000005");
                    });
        }
    }

    @Test
    void namesItselfAsTheNameServer() throws Exception {
        var server = start();

        var ns = DnsClient.ask(server, "penstock.internal", DnsFixture.NS);
        var soa = DnsClient.ask(server, "penstock.internal", DnsFixture.SOA);
        var address = DnsClient.ask(server, "penstock.internal", DnsFixture.A);

        var apex = "0870656e73746f636b08696e7465726e616c00";
        assertThat(ns.answers()).containsExactly(entry("penstock.internal.", 2, 60, apex));
        assertThat(soa.answers()).hasSize(1);
        assertThat(soa.authority()).isEmpty();
        assertThat(address.answers())
                .containsExactly(entry("penstock.internal.", 1, 60, "7f000001"));
    }

    @Test
    void speaksEdns() throws Exception {
        var server = start();

        var reply = DnsClient.udp(server, DnsClient.edns(NAME, DnsFixture.A, 4096, 0));
        var badVersion = DnsClient.udp(server, DnsClient.edns(NAME, DnsFixture.A, 4096, 1));

        assertThat(reply.answers()).hasSize(2);
        assertThat(reply.additional())
                .containsExactly(new DnsClient.Entry(".", 41, 1232, 0x8000, ""));
        assertThat(badVersion.answers()).isEmpty();
        assertThat(badVersion.additional())
                .containsExactly(new DnsClient.Entry(".", 41, 1232, 0x0100_8000, ""));
    }

    @Test
    void truncatesOverUdpWhatTheAskerCannotTakeAndGivesAllOverTcp() throws Exception {
        var some = IntStream.range(1, 60).mapToObj(i -> "203.0.113." + i).toArray(String[]::new);
        var many = IntStream.range(1, 100).mapToObj(i -> "203.0.113." + i).toArray(String[]::new);
        setting.advertised("some", some).advertised("many", many);
        var server = start();

        var plain = DnsClient.ask(server, "some.penstock.internal", DnsFixture.A);
        var tiny = DnsClient.udp(server, DnsClient.edns("some.penstock.internal", 1, 100, 0));
        var edns = DnsClient.udp(server, DnsClient.edns("some.penstock.internal", 1, 1400, 0));
        var large = DnsClient.udp(server, DnsClient.edns("many.penstock.internal", 1, 65_535, 0));
        var tcp = DnsClient.tcp(server, DnsClient.edns("many.penstock.internal", 1, 512, 0));

        assertThat(plain.has(DnsClient.TRUNCATED)).isTrue();
        assertThat(plain.answers()).isEmpty();
        assertThat(tiny.has(DnsClient.TRUNCATED)).isTrue();
        assertThat(edns.has(DnsClient.TRUNCATED)).isFalse();
        assertThat(edns.answers()).hasSize(59);
        assertThat(large.has(DnsClient.TRUNCATED)).isTrue();
        assertThat(tcp.has(DnsClient.TRUNCATED)).isFalse();
        assertThat(tcp.answers()).hasSize(99);
    }

    @Test
    void refusesWhatItDoesNotServe() throws Exception {
        var server = start();
        var chaos = DnsFixture.query(7, "version.bind", 16);
        chaos[chaos.length - 1] = 3;
        var notify = DnsFixture.query(7, NAME, DnsFixture.SOA);
        notify[2] = 0x20;

        assertThat(DnsClient.ask(server, "example.com", 1).code()).isEqualTo(REFUSED);
        assertThat(DnsClient.tcp(server, DnsFixture.query(7, "penstock.internal", 252)).code())
                .isEqualTo(REFUSED);
        assertThat(DnsClient.ask(server, "penstock.internal", 251).code()).isEqualTo(REFUSED);
        assertThat(DnsClient.udp(server, chaos).code()).isEqualTo(REFUSED);
        assertThat(DnsClient.udp(server, notify).code()).isEqualTo(NOTIMP);
        var any = DnsClient.ask(server, NAME, 255);
        assertThat(any.answers())
                .containsExactly(entry(NAME + ".", 13, 60, "07" + "52464338343832" + "00"));
    }

    @Test
    void saysWhatIsBrokenAndIsSilentToResponses() throws Exception {
        var server = start();
        var noQuestion = DnsFixture.query(7, NAME, 1);
        noQuestion[5] = 0;
        var cut = Arrays.copyOf(DnsFixture.query(7, NAME, 1), 20);
        var pointer = DnsFixture.query(7, NAME, 1);
        pointer[12] = (byte) 0xc0;
        var response = DnsFixture.query(8, NAME, 1);
        response[2] |= (byte) 0x80;

        for (var broken : List.of(noQuestion, cut, pointer)) {
            var reply = DnsClient.udp(server, broken);
            assertThat(reply.code()).isEqualTo(FORMERR);
            assertThat(reply.id()).isEqualTo(7);
            assertThat(reply.bytes()).hasSize(12);
        }
        try (var socket = new DatagramSocket()) {
            socket.connect(server.toSocketAddress());
            socket.setSoTimeout(DnsClient.WAIT_MILLIS);
            for (var message : List.of(response, new byte[11], DnsFixture.query(9, NAME, 1))) {
                socket.send(new DatagramPacket(message, message.length));
            }
            assertThat(DnsClient.receive(socket).id()).isEqualTo(9);
        }
        assertThat(counters.queries(Protocol.UDP, DnsOutcome.MALFORMED)).isEqualTo(5);
    }

    @Test
    void forwardsByLongestSuffixOverTheSameProtocolUnderTheSameId() throws Exception {
        var all = upstream().a("www.example.com", "192.0.2.1", 30);
        var corp = upstream().a("Db.corp.example.com", "192.0.2.2", 30).negativeTtl(9);
        setting.forward("", all.address()).forward("corp.example.com", corp.address());
        var server = start();

        var query = DnsFixture.query(0x1234, "dB.corp.example.com", DnsFixture.A);
        for (var reply : List.of(DnsClient.udp(server, query), DnsClient.tcp(server, query))) {
            assertThat(reply.id()).isEqualTo(0x1234);
            assertThat(reply.answers())
                    .extracting(DnsClient.Entry::hex)
                    .containsExactly("c0000202");
            assertThat(reply.has(DnsClient.AUTHORITATIVE)).isFalse();
        }
        assertThat(corp.queries()).extracting(DnsFixture.Query::tcp).containsExactly(false, true);
        assertThat(DnsClient.ask(server, "www.example.com", 1).answers()).hasSize(1);
        assertThat(DnsClient.ask(server, "xcorp.example.com", 1).code()).isEqualTo(NXDOMAIN);
        assertThat(corp.queries()).hasSize(2);
        assertThat(DnsClient.ask(server, NAME, 1).has(DnsClient.RECURSION_AVAILABLE)).isTrue();
        assertThat(DnsClient.ask(server, "no.penstock.internal", 1).code()).isEqualTo(NXDOMAIN);
        assertThat(all.queries())
                .extracting(DnsFixture.Query::name)
                .containsExactly("www.example.com", "xcorp.example.com");
        assertThat(counters.queries(Protocol.UDP, DnsOutcome.FORWARDED)).isEqualTo(3);
    }

    @Test
    void isTheNameServerOfACustomDomainAndForwardsItsSiblings() throws Exception {
        var others = upstream().a("www.zigi.example", "192.0.2.1", 30);
        setting.custom("shop", "shop.zigi.example", "10.9.0.12")
                .custom("apps", "*.apps.zigi.example", "10.9.0.13")
                .forward("zigi.example", others.address());
        var server = start();

        var here = DnsClient.ask(server, "Shop.zigi.example", DnsFixture.A);
        assertThat(here.answers()).containsExactly(entry("Shop.zigi.example.", 1, 60, "0a09000c"));
        assertThat(here.has(DnsClient.AUTHORITATIVE)).isTrue();
        for (var name : List.of("shop.zigi.example", "X1.apps.zigi.example")) {
            var noData = DnsClient.ask(server, name, DnsFixture.AAAA);
            assertThat(noData.code()).isZero();
            assertThat(noData.answers()).isEmpty();
            // The SOA's owner is the name itself: a cache must not take it for a word on siblings.
            assertThat(noData.authority())
                    .singleElement()
                    .satisfies(soa -> {
                        assertThat(soa.name()).isEqualTo(name + ".");
                        assertThat(soa.type()).isEqualTo(DnsFixture.SOA);
                        assertThat(soa.ttl()).isEqualTo(5);
                    });
        }
        assertThat(others.queries()).isEmpty();
        assertThat(DnsClient.ask(server, "www.zigi.example", 1).answers()).hasSize(1);
        assertThat(DnsClient.ask(server, "a.shop.zigi.example", 1).code()).isEqualTo(NXDOMAIN);
        assertThat(others.queries()).hasSize(2);
        assertThat(DnsClient.ask(server, "example", 1).code()).isEqualTo(REFUSED);
        assertThat(counters.queries(Protocol.UDP, DnsOutcome.ANSWERED)).isEqualTo(1);
        assertThat(counters.queries(Protocol.UDP, DnsOutcome.NODATA)).isEqualTo(2);
    }

    @Test
    void asksTheGatewaysServerForTheDomainsOfACidrConfigurationFromTheGatewaysAddress()
            throws Exception {
        var provider = upstream().a("db.zigi.internal", "10.0.5.5", 30);
        var corporate = upstream().a("db.corp.internal", "192.0.2.2", 30);
        setting.cidrs("ranges", "zigi.internal", provider.address(), "127.0.0.77")
                .forward("internal", corporate.address())
                .custom("shop", "shop.zigi.internal", "10.9.0.12");
        var server = start();

        var query = DnsFixture.query(7, "db.zigi.internal", DnsFixture.A);
        for (var reply : List.of(DnsClient.udp(server, query), DnsClient.tcp(server, query))) {
            assertThat(reply.answers())
                    .extracting(DnsClient.Entry::hex)
                    .containsExactly("0a000505");
        }
        assertThat(provider.queries())
                .extracting(asked -> asked.from().ip())
                .containsExactly(ip("127.0.0.77"), ip("127.0.0.77"));
        assertThat(DnsClient.ask(server, "zigi.internal", 1).code()).isEqualTo(NXDOMAIN);
        assertThat(DnsClient.ask(server, "shop.zigi.internal", 1).answers()).hasSize(1);
        assertThat(provider.queries()).hasSize(3);
        assertThat(DnsClient.ask(server, "db.corp.internal", 1).answers()).hasSize(1);
        assertThat(corporate.queries()).hasSize(1);
        assertThat(DnsClient.ask(server, NAME, 1).answers()).hasSize(2);
    }

    @Test
    void forwardsToTheNextServerAndFailsOnlyIfAllDo() throws Exception {
        var failing = upstream().code("www.example.com", SERVFAIL).code("x.example.com", REFUSED);
        var good = upstream().a("www.example.com", "192.0.2.1", 30).code("x.example.com", SERVFAIL);
        var gone = upstream();
        var closed = gone.address();
        gone.close();
        setting.forward("example.com", closed, failing.address(), good.address())
                .forward("example.net", closed);
        var server = start();

        assertThat(DnsClient.ask(server, "www.example.com", 1).answers()).hasSize(1);
        assertThat(DnsClient.ask(server, "x.example.com", 1).code()).isEqualTo(SERVFAIL);
        assertThat(DnsClient.ask(server, "www.example.net", 1).code()).isEqualTo(SERVFAIL);
        assertThat(DnsClient.ask(server, "www.example.org", 1).code()).isEqualTo(REFUSED);
        assertThat(counters.queries(Protocol.UDP, DnsOutcome.FORWARD_FAILED)).isEqualTo(1);
    }

    @Test
    void takesNoAnswerThatItDidNotAskFor() throws Exception {
        var forging = upstream().a("www.example.com", "192.0.2.66", 30).wrongId("www.example.com");
        var good = upstream().a("www.example.com", "192.0.2.1", 30);
        setting.forward("", forging.address(), good.address());
        var server = start();

        var reply = DnsClient.ask(server, "www.example.com", 1);

        assertThat(reply.answers()).extracting(DnsClient.Entry::hex).containsExactly("c0000201");
    }

    @Test
    void truncatesWhatAnotherServerSendsTooMuchOf() throws Exception {
        var talkative = upstream();
        IntStream.range(1, 100).forEach(i -> talkative.a("big.example.com", "192.0.2." + i, 30));
        setting.forward("", talkative.address());
        var server = start();

        var reply = DnsClient.udp(server, DnsClient.edns("big.example.com", 1, 65_535, 0));

        assertThat(reply.has(DnsClient.TRUNCATED)).isTrue();
        assertThat(reply.answers()).isEmpty();
        assertThat(DnsClient.tcp(server, DnsFixture.query(7, "big.example.com", 1)).answers())
                .hasSize(99);
    }

    @Test
    void listensOnEachAddressOfTheHostAndFollowsThem() throws Exception {
        setting.wildcard("any", IpAddressType.DUALSTACK).allowFrom("127.0.0.0/8");
        int port = freePort();
        setting.listen("0.0.0.0:" + port).device("lo", "127.0.0.1", "127.0.0.2", "::1");
        var snapshots = new Snapshots(setting.snapshot(1));
        var server = bound(bind(snapshots));

        assertThat(get(server.addresses()))
                .containsExactly(at("127.0.0.1", port), at("127.0.0.2", port));
        for (var local : List.of("127.0.0.1", "127.0.0.2")) {
            var query = DnsFixture.query(7, "any.penstock.internal", 1);
            for (var reply :
                    List.of(
                            DnsClient.udp(at(local, port), query),
                            DnsClient.tcp(at(local, port), query))) {
                assertThat(reply.answers())
                        .extracting(DnsClient.Entry::hex)
                        .containsExactly("7f00000" + local.charAt(8));
            }
        }

        snapshots.set(setting.device("lo", "127.0.0.2", "127.0.0.3").snapshot(2));

        assertThat(get(server.refresh())).isEmpty();
        assertThat(get(server.addresses()))
                .containsExactly(at("127.0.0.2", port), at("127.0.0.3", port));
        assertThat(DnsClient.ask(at("127.0.0.3", port), NAME, 1).answers()).hasSize(2);
        assertThatThrownBy(() -> DnsClient.connect(at("127.0.0.1", port)))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void answersOverIpv6() throws Exception {
        setting.listen("[::1]:0").wildcard("any", IpAddressType.DUALSTACK);
        var server = start();

        assertThat(DnsClient.ask(server, "any.penstock.internal", DnsFixture.AAAA).answers())
                .extracting(DnsClient.Entry::hex)
                .containsExactly("00000000000000000000000000000001");
    }

    @Test
    void readsTheSnapshotForEachQuery() throws Exception {
        var snapshots = new Snapshots(setting.snapshot(1));
        var server = get(bound(bind(snapshots)).addresses()).getFirst();
        assertThat(DnsClient.ask(server, "new.penstock.internal", 1).code()).isEqualTo(NXDOMAIN);

        snapshots.set(setting.endpoint(OWN, "new", "10.9.0.12").snapshot(2));

        assertThat(DnsClient.ask(server, "new.penstock.internal", 1).answers()).hasSize(1);
    }

    @Test
    void saysWhichAddressItCouldNotBindAndLeavesNothingOpen() throws Exception {
        int port = freePort();
        try (var udp = new DatagramSocket(new InetSocketAddress("127.0.0.2", port))) {
            setting.listen("127.0.0.1:" + port, "127.0.0.2:" + port);

            assertThat(bind(new Snapshots(setting.snapshot(1))))
                    .isInstanceOfSatisfying(
                            DnsBind.Failed.class,
                            failed -> {
                                assertThat(failed.address())
                                        .isEqualTo(at("127.0.0.2", udp.getLocalPort()));
                                assertThat(failed.protocol()).isEqualTo(Protocol.UDP);
                                assertThat(failed.cause()).isEqualTo(BindFailure.ADDRESS_IN_USE);
                            });
        }
        try (var tcp = new ServerSocket(port, 1, ip("127.0.0.1").toInetAddress())) {
            assertThat(bind(new Snapshots(setting.snapshot(1))))
                    .isInstanceOfSatisfying(
                            DnsBind.Failed.class,
                            failed -> {
                                assertThat(failed.address())
                                        .isEqualTo(at("127.0.0.1", tcp.getLocalPort()));
                                assertThat(failed.protocol()).isEqualTo(Protocol.TCP);
                            });
        }
        assertThat(bind(new Snapshots(setting.listen("192.0.2.99:53").snapshot(1))))
                .isInstanceOfSatisfying(
                        DnsBind.Failed.class,
                        failed ->
                                assertThat(failed.cause())
                                        .isEqualTo(BindFailure.ADDRESS_NOT_AVAILABLE));
        assertThat(bind(new Snapshots(setting.listen("0.0.0.0:53").snapshot(1))))
                .isInstanceOf(DnsBind.Failed.class);
    }

    @Test
    void answersManyQueriesOfOneConnection() throws Exception {
        var server = start();
        int queries = 20_000;
        try (var socket = DnsClient.connect(server)) {
            var writing =
                    CompletableFuture.runAsync(() -> {
                        try {
                            for (int i = 0; i < queries; i++) {
                                DnsClient.send(socket, DnsFixture.query(i & 0xffff, NAME, 1));
                            }
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
            var ids = new HashSet<Integer>();
            for (int i = 0; i < queries; i++) {
                ids.add(DnsClient.receive(socket).id());
            }
            get(writing);
            assertThat(ids).hasSize(queries);
        }
    }

    @Test
    void readsNoFurtherFromAClientThatDoesNotTakeItsAnswers() {
        var channel = connection();
        var unwritten = Objects.requireNonNull(channel.unsafe().outboundBuffer());

        unwritten.setUserDefinedWritability(1, false);
        channel.runPendingTasks();
        assertThat(channel.config().isAutoRead()).isFalse();
        unwritten.setUserDefinedWritability(1, true);
        channel.runPendingTasks();
        assertThat(channel.config().isAutoRead()).isTrue();

        channel.finishAndReleaseAll();
    }

    @Test
    void answersAQueryThatComesByteByByte() throws Exception {
        var server = start();
        try (var socket = DnsClient.connect(server)) {
            socket.setTcpNoDelay(true);
            for (var b : DnsClient.framed(DnsFixture.query(7, NAME, 1))) {
                socket.getOutputStream().write(b);
                socket.getOutputStream().flush();
            }
            assertThat(DnsClient.receive(socket).answers()).hasSize(2);
        }
    }

    @Test
    void boundsTheConnectionsOfOneClient() throws Exception {
        var server = start();
        var sockets = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 32; i++) {
                sockets.add(DnsClient.connect(server));
                DnsClient.send(sockets.getLast(), DnsFixture.query(i, NAME, 1));
                assertThat(DnsClient.receive(sockets.getLast()).id()).isEqualTo(i);
            }
            try (var oneMore = DnsClient.connect(server)) {
                assertThat(oneMore.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(counters.refusedConnections()).isEqualTo(1);
            sockets.getFirst().close();
            Awaits.until("there is room again", () -> isAnsweredOverTcp(server));
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void closesAConnectionThatBringsNoWholeQuery() {
        var channel = connection();
        channel.freezeTime();
        channel.pipeline().fireChannelActive();

        channel.advanceTimeBy(9, TimeUnit.SECONDS);
        channel.writeInbound(io.netty.buffer.Unpooled.wrappedBuffer(DnsFixture.query(7, NAME, 1)));
        channel.advanceTimeBy(9, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();

        assertThat(channel.isOpen()).isFalse();
        channel.finishAndReleaseAll();
    }

    @Test
    void survivesNoise() throws Exception {
        var server = start();
        var random = new Random(7);
        try (var socket = new DatagramSocket()) {
            socket.connect(server.toSocketAddress());
            for (int i = 0; i < 2_000; i++) {
                var noise = new byte[random.nextInt(600)];
                random.nextBytes(noise);
                socket.send(new DatagramPacket(noise, noise.length));
            }
        }
        for (int i = 0; i < 20; i++) {
            try (var socket = DnsClient.connect(server)) {
                var noise = new byte[2_000];
                random.nextBytes(noise);
                socket.getOutputStream().write(noise);
            }
        }
        assertThat(DnsClient.tcp(server, DnsFixture.query(7, NAME, 1)).answers()).hasSize(2);
        group.submit(() -> {}).sync();
        setting.rateLimit(1);
        assertThat(DnsClient.udp(start(), DnsFixture.query(7, NAME, 1)).answers()).hasSize(2);
    }

    private EmbeddedChannel connection() {
        var snapshot = setting.snapshot(1);
        var forwarder = new Forwarder(Upstream.on(loop));
        var responder = new Responder(() -> snapshot, forwarder, counters, System::nanoTime);
        return new EmbeddedChannel(new TcpHandler(responder, ip("127.0.0.1"), ip("127.0.0.1")));
    }

    private static boolean isAnsweredOverTcp(IpPort server) {
        try {
            return DnsClient.tcp(server, DnsFixture.query(7, NAME, 1)).answers().size() == 2;
        } catch (IOException e) {
            return false; // closed at once, before or after the query was sent
        }
    }

    private IpPort start() throws Exception {
        return get(bound(bind(new Snapshots(setting.snapshot(1)))).addresses()).getFirst();
    }

    private DnsBind bind(Snapshots snapshots) throws Exception {
        return get(DnsServer.bind(loop, snapshots, counters, System::nanoTime));
    }

    private DnsServer bound(DnsBind result) {
        assertThat(result).isInstanceOf(DnsBind.Bound.class);
        var server = ((DnsBind.Bound) result).server();
        servers.add(server);
        return server;
    }

    private DnsFixture upstream() {
        upstreams.add(DnsFixture.start());
        return upstreams.getLast();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }

    private static int freePort() throws IOException {
        try (var tcp = new ServerSocket(0, 1, ip("127.0.0.1").toInetAddress())) {
            return tcp.getLocalPort();
        }
    }

    private static IpPort at(String address, int port) {
        return new IpPort(Ip.parse(address).orElseThrow(), port);
    }

    private static DnsClient.Entry entry(String name, int type, long ttl, String hex) {
        return new DnsClient.Entry(name, type, 1, ttl, hex);
    }
}
