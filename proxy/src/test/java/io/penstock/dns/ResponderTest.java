package io.penstock.dns;

import static io.penstock.dns.ZoneSetting.OWN;
import static io.penstock.dns.ZoneSetting.ip;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.penstock.net.Ip;
import io.penstock.relay.Loop;
import io.penstock.resolver.Protocol;
import io.penstock.resolver.Upstream;
import io.penstock.testing.DnsFixture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is said to whom; nothing here leaves the thread, since nothing is forwarded. */
class ResponderTest {
    private static final int REFUSED = 5;
    private static final String NAME = "web.penstock.internal";

    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Loop loop = Loop.on(group.next());
    private final DnsCounters counters = new DnsCounters();
    private final AtomicLong nanos = new AtomicLong();
    private final ZoneSetting setting =
            new ZoneSetting().device("eth0", "10.9.0.2").endpoint(OWN, "web", "10.9.0.10");

    @AfterEach
    void stop() throws Exception {
        group.submit(loop::close).sync();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }

    @Test
    void refusesWhoMayNotAskAndSaysNoMoreThanItWasAsked() {
        var responder = responder(setting.allowFrom("10.9.0.0/16"));
        var query = DnsFixture.query(7, NAME, DnsFixture.A);

        assertThat(code(responder, query, "10.9.0.77")).isZero();
        assertThat(code(responder, query, "10.10.0.77")).isEqualTo(REFUSED);
        assertThat(code(responder, query, "127.0.0.1")).isEqualTo(REFUSED);
        var refusal = reply(responder, query, "10.10.0.77").orElseThrow();
        assertThat(refusal).hasSameSizeAs(query);
        assertThat(counters.queries(Protocol.UDP, DnsOutcome.REFUSED)).isEqualTo(3);
        assertThat(counters.queries(Protocol.UDP, DnsOutcome.ANSWERED)).isEqualTo(1);
    }

    @Test
    void alwaysAnswersLoopbackOnLoopback() {
        var responder = responder(setting);
        var query = DnsFixture.query(7, NAME, DnsFixture.A);

        var asker = new Asker(ip("127.0.0.5"), ip("127.0.0.1"), Protocol.UDP);

        assertThat(DnsClient.read(respond(responder, query, asker).orElseThrow()).code()).isZero();
    }

    @Test
    void dropsOrTruncatesWhatOneNetworkAsksTooOften() {
        var responder = responder(setting.allowFrom("10.0.0.0/8").rateLimit(10));
        var query = DnsFixture.query(7, NAME, DnsFixture.A);

        for (int i = 0; i < 10; i++) {
            assertThat(reply(responder, query, "10.9.0." + i)).isPresent();
        }
        assertThat(reply(responder, query, "10.9.0.99")).isEmpty();
        var slipped = reply(responder, query, "10.9.0.98").orElseThrow();
        assertThat(DnsClient.read(slipped).has(DnsClient.TRUNCATED)).isTrue();
        assertThat(DnsClient.read(slipped).answers()).isEmpty();
        assertThat(slipped.length).isLessThanOrEqualTo(query.length);
        assertThat(reply(responder, query, "10.9.0.99")).isEmpty();
        assertThat(reply(responder, query, "10.9.1.1")).as("another network").isPresent();
        var overTcp = new Asker(ip("10.9.0.99"), ip("10.9.0.2"), Protocol.TCP);
        assertThat(respond(responder, query, overTcp)).isPresent();
        assertThat(counters.queries(Protocol.UDP, DnsOutcome.RATE_LIMITED)).isEqualTo(3);

        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(200));

        var answered = new ArrayList<Boolean>();
        IntStream.range(0, 3)
                .forEach(_ ->
                        answered.add(
                                reply(responder, query, "10.9.0.99")
                                        .filter(r -> !DnsClient.read(r).answers().isEmpty())
                                        .isPresent()));
        assertThat(answered).containsExactly(true, true, false);
    }

    @Test
    void rememberOnlySoManyNetworks() {
        var rates = new RateLimit(100);

        IntStream.range(0, 10_000).forEach(i -> rates.judge(Ip.v4(i << 8), 1, 0));

        assertThat(rates.networks()).isEqualTo(100);
    }

    @Test
    void neverFailsAndNeverSaysMoreThanTheAskerTakes() {
        var random = new Random(42);
        var many = IntStream.range(1, 90).mapToObj(i -> "203.0.113." + i).toArray(String[]::new);
        var responder =
                responder(
                        setting.advertised("many", many)
                                .allowFrom("10.0.0.0/8")
                                .rateLimit(1 << 30));
        var seeds =
                new byte[][] {
                    DnsClient.edns("many.penstock.internal", 255, 4096, 0),
                    DnsClient.edns("many.penstock.internal", DnsFixture.A, 1232, 0),
                    DnsFixture.query(9, "many.penstock.internal", DnsFixture.A),
                    DnsFixture.query(9, "x." + NAME, DnsFixture.AAAA),
                };
        int answered = 0;
        int read = 0;
        for (int i = 0; i < 40_000; i++) {
            var message = i % 2 == 0 ? mutated(seeds[i / 2 % seeds.length], random) : noise(random);
            var reply = reply(responder, message, "10.9.0.77");
            if (reply.isPresent()) {
                answered++;
                int most = isWhole(message) ? Query.MAX_DATAGRAM : message.length;
                assertThat(reply.get().length).isLessThanOrEqualTo(most);
                assertThat(reply.get()[0]).isEqualTo(message[0]);
                assertThat(reply.get()[1]).isEqualTo(message[1]);
                if (hasPlainName(message)) { // Netty's decoder takes no others
                    DnsClient.read(reply.get());
                    read++;
                }
            }
        }
        assertThat(answered).isGreaterThan(10_000);
        assertThat(read).isGreaterThan(2_000);
    }

    private static boolean isWhole(byte[] message) {
        return QueryReader.read(message) instanceof Incoming.Asked;
    }

    private static boolean hasPlainName(byte[] message) {
        return QueryReader.read(message) instanceof Incoming.Asked(var query)
                && query.name().matches("[a-z0-9.-]*");
    }

    private static byte[] mutated(byte[] seed, Random random) {
        var message = Arrays.copyOf(seed, seed.length - random.nextInt(3) * random.nextInt(20));
        for (int i = random.nextInt(4); i > 0; i--) {
            message[random.nextInt(message.length)] = (byte) random.nextInt();
        }
        return message;
    }

    private static byte[] noise(Random random) {
        var message = new byte[random.nextInt(600)];
        random.nextBytes(message);
        if (message.length > 5 && random.nextBoolean()) {
            message[2] = 1;
            message[4] = 0;
            message[5] = 1;
        }
        return message;
    }

    private static int code(Responder responder, byte[] query, String from) {
        return DnsClient.read(reply(responder, query, from).orElseThrow()).code();
    }

    private static Optional<byte[]> reply(Responder responder, byte[] query, String from) {
        return respond(responder, query, new Asker(ip(from), ip("10.9.0.2"), Protocol.UDP));
    }

    private static Optional<byte[]> respond(Responder responder, byte[] query, Asker asker) {
        var replies = new ArrayList<Optional<byte[]>>();
        responder.respond(query, asker, replies::add);
        assertThat(replies).hasSize(1);
        return replies.getFirst();
    }

    private Responder responder(ZoneSetting of) {
        var snapshot = of.snapshot(1);
        return new Responder(
                () -> snapshot, new Forwarder(Upstream.on(loop)), counters, nanos::get);
    }
}
