package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.penstock.testing.Awaits;
import io.penstock.testing.OneResource;
import io.penstock.testing.RawHttp2;
import io.penstock.testing.RawResource;
import io.penstock.testing.RunningAppliance;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams that share a connection, on either side, and do not hinder each other. */
@Timeout(60)
class Http2StreamsTest {
    private static final int BIG = 8 << 20;
    private static final int MOST_HELD = 256 << 10;
    private static final String[] OK = {":status=200", "x=y"};

    @TempDir private Path directory;
    private int port;

    private RunningAppliance start(int resource, String... options) throws IOException {
        var one = OneResource.at(resource).with("applicationProtocol: HTTP");
        for (var option : options) {
            one = one.with(option);
        }
        port = one.port();
        return RunningAppliance.start(directory, one.yaml());
    }

    private static ServerSocket listener() throws IOException {
        return new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    }

    /** A resource whose /big is large, and whose /slow is answered once the latch is open. */
    private static RawResource resource(CountDownLatch latch) throws IOException {
        return RawResource.start((head, in, out) -> {
            if (head.startsWith("GET /big ")) {
                out.write(bytes("HTTP/1.1 200 OK\r\nContent-Length: " + BIG + "\r\n\r\n"));
                out.write(new byte[BIG]);
            } else if (head.startsWith("POST /sink ")) {
                in.transferTo(OutputStream.nullOutputStream());
            } else if (head.startsWith("POST /wait ")) {
                Awaits.open(latch);
                return false;
            } else if (head.startsWith("GET /slow ")) {
                out.write(bytes("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"));
                out.write(bytes("sl"));
                Awaits.open(latch);
                out.write(bytes("ow"));
            } else {
                out.write(bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"));
            }
            return true;
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aStreamWhoseWindowStaysShutIsHeldInBoundsAndOthersGoOn() throws Exception {
        try (var web = resource(new CountDownLatch(0));
                var penstock = start(web.port());
                var client = RawHttp2.connect(port, RawHttp2.INITIAL_WINDOW_SIZE, 1000)) {
            for (int stream = 1; stream < 20; stream += 2) {
                client.get(stream, "/big");
            }
            for (int stream = 21; stream < 221; stream += 2) {
                assertThat(client.get(stream, "/").answer(stream).body()).isEqualTo("hi");
            }
            Awaits.until("all of them wait", () -> held(penstock) > 10 * 1000);
            assertThat(held(penstock)).isLessThan(10 * MOST_HELD);
            client.window(0, 4 * BIG).window(1, BIG);
            assertThat(client.answer(1, false).body()).hasSizeGreaterThan(BIG - 2000);
        }
    }

    /** 50 large answers, with a window for all of each. */
    private static void askForMuch(RawHttp2 client) throws IOException {
        client.window(0, Integer.MAX_VALUE - 65_535);
        for (int stream = 1; stream < 100; stream += 2) {
            client.get(stream, "/big");
        }
    }

    /** The same, and some of it has come: from now on it fills the socket. */
    private static void fill(RawHttp2 client) throws IOException {
        askForMuch(client);
        for (int got = 0; got < BIG; ) {
            got += client.next(Http2FrameTypes.DATA).payload().capacity();
        }
    }

    /** What is awaited comes before long, of 400 MiB that are asked for. */
    private static void comesSoon(RawHttp2 client, Predicate<RawHttp2.Frame> awaited)
            throws IOException {
        int meanwhile = 0;
        for (var next = client.read(); !awaited.test(next); next = client.read()) {
            meanwhile += next.payload().capacity();
            assertThat(meanwhile).as("of 400 MiB").isLessThan(2 * BIG);
        }
    }

    private static double held(RunningAppliance penstock) {
        return penstock.metric("penstock_relay_held_bytes");
    }

    @Test
    void aClientThatReadsNothingAtAllIsHeldInBounds() throws Exception {
        try (var web = resource(new CountDownLatch(0));
                var penstock = start(web.port());
                var client =
                        RawHttp2.connectReluctantly(
                                port, RawHttp2.INITIAL_WINDOW_SIZE, Integer.MAX_VALUE)) {
            askForMuch(client);
            Awaits.until("all are under way", () -> web.heads().size() == 50);
            try (var other = RawHttp2.connect(port)) {
                assertThat(other.get(1, "/").answer(1).body()).isEqualTo("hi");
            }
            assertThat(held(penstock)).isLessThan(50 * MOST_HELD);
        }
    }

    @Test
    void bodiesThatFillTheSocketDoNotKeepBackWhatConcernsTheConnection() throws Exception {
        try (var web = resource(new CountDownLatch(0));
                var _ = start(web.port());
                var client =
                        RawHttp2.connectReluctantly(
                                port, RawHttp2.INITIAL_WINDOW_SIZE, Integer.MAX_VALUE)) {
            fill(client);
            client.frame(Http2FrameTypes.PING, 0, 0, new byte[8]);
            comesSoon(client, frame -> frame.type() == Http2FrameTypes.PING);
        }
    }

    @Test
    void bodiesThatFillTheSocketDoNotKeepBackTheWindowsOfOthers() throws Exception {
        try (var web = resource(new CountDownLatch(0));
                var _ = start(web.port());
                var client =
                        RawHttp2.connectReluctantly(
                                port, RawHttp2.INITIAL_WINDOW_SIZE, Integer.MAX_VALUE)) {
            fill(client);
            client.headers(
                    101, false, ":method=POST", ":scheme=http", ":authority=a", ":path=/sink");
            for (int i = 0; i < 10; i++) { // more than half of what its window takes
                client.data(101, false, new byte[16_000]);
            }
            comesSoon(
                    client,
                    frame ->
                            frame.type() == Http2FrameTypes.WINDOW_UPDATE && frame.stream() == 101);
        }
    }

    @Test
    void noMoreStreamsThanTheLimitAreTaken() throws Exception {
        var latch = new CountDownLatch(1);
        try (var web = resource(latch);
                var _ = start(web.port(), "http: {limits: {streams: 2}}");
                var client = RawHttp2.connect(port)) {
            client.get(1, "/slow").get(3, "/slow");
            assertThat(client.get(5, "/").answer(5).error())
                    .isEqualTo(Http2Error.REFUSED_STREAM.code());
            latch.countDown();
            assertThat(client.answer(3).body()).isEqualTo("slow");
            assertThat(client.get(7, "/").answer(7).body()).isEqualTo("hi");
        }
    }

    @Test
    void aDrainTellsClientsAndFinishesWhatIsUnderWay() throws Exception {
        var latch = new CountDownLatch(1);
        try (var web = resource(latch);
                var penstock = start(web.port());
                var client = RawHttp2.connect(port)) {
            client.get(1, "/slow").next(Http2FrameTypes.DATA);
            penstock.appliance().drain();
            var told = client.next(Http2FrameTypes.GO_AWAY);
            assertThat(told.error()).isZero();
            assertThat(told.payload().getInt(0)).isEqualTo(1);
            client.get(3, "/");
            latch.countDown();
            assertThat(client.answer(1).body()).isEqualTo("ow");
            client.toTheEnd();
            assertThat(web.heads()).hasSize(1);
            penstock.appliance().ended().get(20, TimeUnit.SECONDS);
        }
    }

    private static final String TO_HTTP2 = "http: {protocol: HTTP2}";

    @Test
    void whatAResourceThatGoesAwayHasNotTouchedIsSentElsewhere() throws Exception {
        try (var listener = listener();
                var _ = start(listener.getLocalPort(), TO_HTTP2);
                var client = RawHttp2.connect(port)) {
            client.get(1, "/first").get(3, "/second");
            try (var first = RawHttp2.accept(listener)) {
                int one = first.next(Http2FrameTypes.HEADERS).stream();
                int other = first.next(Http2FrameTypes.HEADERS).stream();
                assertThat(other).isGreaterThan(one);
                first.goAway(one, 0);
                try (var second = RawHttp2.accept(listener)) {
                    int again = second.next(Http2FrameTypes.HEADERS).stream();
                    second.headers(again, true, OK);
                    assertThat(client.answer(3).status()).isEqualTo("200");
                    first.headers(one, true, OK); // what it has touched it finishes
                    assertThat(client.answer(1).status()).isEqualTo("200");
                    assertThat(client.get(5, "/third").get(7, "/fourth")).isNotNull();
                    answer(second, 2);
                    assertThat(client.answer(5).status()).isEqualTo("200");
                    assertThat(client.answer(7).status()).isEqualTo("200");
                }
            }
        }
    }

    private static void answer(RawHttp2 resource, int requests) throws IOException {
        for (int i = 0; i < requests; i++) {
            resource.headers(resource.next(Http2FrameTypes.HEADERS).stream(), true, OK);
        }
    }

    @Test
    void aStreamThatAResourceRefusesIsSentOnceMore() throws Exception {
        try (var listener = listener();
                var _ = start(listener.getLocalPort(), TO_HTTP2);
                var client = RawHttp2.connect(port)) {
            client.get(1, "/");
            try (var resource = RawHttp2.accept(listener)) {
                long refused = Http2Error.REFUSED_STREAM.code();
                resource.reset(resource.next(Http2FrameTypes.HEADERS).stream(), refused);
                answer(resource, 1);
                assertThat(client.answer(1).status()).isEqualTo("200");
                client.get(3, "/");
                resource.reset(resource.next(Http2FrameTypes.HEADERS).stream(), refused);
                resource.reset(resource.next(Http2FrameTypes.HEADERS).stream(), refused);
                assertThat(client.answer(3).status()).isEqualTo("502");
            }
        }
    }

    @Test
    void noMoreStreamsAreBegunThanAResourceTakes() throws Exception {
        try (var listener = listener();
                var _ = start(listener.getLocalPort(), TO_HTTP2 + ", limits: {connections: 1}");
                var client = RawHttp2.connect(port)) {
            client.get(1, "/");
            try (var resource = RawHttp2.accept(listener, RawHttp2.MAX_CONCURRENT_STREAMS, 1)) {
                answer(resource, 1);
                assertThat(client.answer(1).status()).isEqualTo("200");
                client.get(3, "/").get(5, "/");
                int running = resource.next(Http2FrameTypes.HEADERS).stream();
                try (var more = RawHttp2.accept(listener)) {
                    answer(more, 1); // on a connection of its own
                    resource.headers(running, true, OK);
                    assertThat(client.answer(5).status()).isEqualTo("200");
                    assertThat(client.answer(3).status()).isEqualTo("200");
                }
            }
        }
    }

    @Test
    void anAnswerThatIsWholeMayEndWithAFrameOfItsOwn() throws Exception {
        try (var listener = listener();
                var _ = start(listener.getLocalPort(), TO_HTTP2);
                var client = RawHttp2.connect(port)) {
            client.get(1, "/");
            try (var resource = RawHttp2.accept(listener)) {
                for (int stream = 1; stream < 1000; stream += 2) {
                    int its = resource.next(Http2FrameTypes.HEADERS).stream();
                    resource.headers(its, false, ":status=200", "content-length=2")
                            .data(its, false, bytes("hi"));
                    assertThat(client.answer(stream).body()).isEqualTo("hi");
                    client.get(stream + 2, "/");
                    resource.data(its, true);
                }
                var next = resource.next();
                assertThat(next.type()).as("no reset: %s", next).isEqualTo(Http2FrameTypes.HEADERS);
            }
        }
    }

    @Test
    void anAnswerWhoseLastFrameNeverComesIsGivenUp() throws Exception {
        try (var listener = listener();
                var _ = start(listener.getLocalPort(), TO_HTTP2);
                var client = RawHttp2.connect(port)) {
            client.get(1, "/");
            try (var resource = RawHttp2.accept(listener)) {
                int its = resource.next(Http2FrameTypes.HEADERS).stream();
                resource.headers(its, false, ":status=200", "content-length=0");
                assertThat(client.answer(1).status()).isEqualTo("200");
                assertThat(resource.next(Http2FrameTypes.RST_STREAM).stream()).isEqualTo(its);
            }
        }
    }

    @Test
    void aHeadThatIsTooLargeIsAnsweredCountedAndLogged() throws Exception {
        try (var web = resource(new CountDownLatch(0));
                var penstock = start(web.port());
                var client = RawHttp2.connect(port)) {
            String path = "/" + "a".repeat(100);
            var more = tooMuch();
            var get = new String[] {":method=GET", ":scheme=http", ":authority=a", ":path=" + path};
            long head = 0;
            for (var field : more) {
                head += field.length() + 32;
            }
            assertThat(head).isBetween(22_000L, 26_000L);
            var fields = Stream.of(get, more).flatMap(Arrays::stream);
            client.headers(1, true, fields.toArray(String[]::new));
            var answer = client.answer(1);
            assertThat(answer.status()).isEqualTo("431");
            assertThat(answer.headers()).containsKey("proxy-status");
            assertThat(answer.body()).contains("431");
            var line = penstock.logged();
            assertThat(line.getInteger("status")).isEqualTo(431);
            assertThat(line.getString("httpVersion")).isEqualTo("2");
            assertThat(penstock.metric("penstock_http_requests_total", "\"4xx\"")).isEqualTo(1);
            assertThat(client.get(3, "/").answer(3).body()).isEqualTo("hi");
        }
    }

    /** Fields that are somewhat more than a head may have. */
    private static String[] tooMuch() {
        var fields = new String[16];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = "x%d=%s".formatted(i, "b".repeat(1500));
        }
        return fields;
    }

    @Test
    void trailersThatAreTooLargeEndTheirStreamAlone() throws Exception {
        var latch = new CountDownLatch(1);
        try (var web = resource(latch);
                var _ = start(web.port());
                var client = RawHttp2.connect(port)) {
            for (int stream = 1; stream < 6; stream += 2) {
                client.headers(
                        stream,
                        false,
                        ":method=POST",
                        ":scheme=http",
                        ":authority=a.example",
                        ":path=/wait");
                client.data(stream, false, bytes("x")).headers(stream, true, tooMuch());
                var answer = client.answer(stream);
                assertThat(answer.status()).isEmpty();
                assertThat(answer.error()).isEqualTo(Http2Error.PROTOCOL_ERROR.code());
            }
            latch.countDown();
            assertThat(client.get(7, "/").answer(7).body()).isEqualTo("hi");
        }
    }

    @Test
    void tellsTheVersionsThatEitherSideSpoke() throws Exception {
        try (var listener = listener();
                var penstock = start(listener.getLocalPort(), TO_HTTP2);
                var client = RawHttp2.connect(port)) {
            client.get(1, "/");
            try (var resource = RawHttp2.accept(listener)) {
                var asked = resource.next(Http2FrameTypes.HEADERS);
                assertThat(resource.fields(asked).get("via")).hasToString("2 penstock");
                resource.headers(asked.stream(), true, OK);
                assertThat(client.answer(1).headers()).containsEntry("via", "2 penstock");
                assertThat(penstock.logged().getString("httpVersion")).isEqualTo("2");
            }
        }
    }

    @Test
    void thePaceOfAResourceHoldsForAllStreamsAndOnceOneHasEnded() throws Exception {
        try (var listener = listener();
                var _ =
                        start(
                                listener.getLocalPort(),
                                TO_HTTP2,
                                "limits: {bytesPerSecond: 64KiB}");
                var client = RawHttp2.connect(port)) {
            client.get(1, "/big").get(3, "/");
            try (var resource = RawHttp2.accept(listener)) {
                int big = resource.next(Http2FrameTypes.HEADERS).stream();
                answer(resource, 1);
                assertThat(client.answer(3).status()).isEqualTo("200");
                resource.headers(big, false, OK);
                long begin = System.nanoTime();
                for (int i = 0; i < 15; i++) {
                    resource.data(big, i == 14, new byte[16_000]);
                }
                assertThat(client.answer(1).body()).hasSize(240_000);
                assertThat(System.nanoTime() - begin)
                        .isGreaterThan(TimeUnit.SECONDS.toNanos(2)); // of 3.6 s
            }
        }
    }
}
