package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.penstock.testing.Awaits;
import io.penstock.testing.OneResource;
import io.penstock.testing.RawHttp2;
import io.penstock.testing.RawResource;
import io.penstock.testing.RunningAppliance;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes out keeps to the other side's windows, to the byte (RFC 9113 sections 5.2, 6.9). */
@Timeout(60)
class Http2WindowsTest {
    private static final int LARGE = 300_000;
    private static final int FIRST_WINDOW = 65_535;

    /** Somewhat more than a first window, so that the rest is held and the exchange is over. */
    private static final int TAIL = 100_000;

    private static final int HEADER_TABLE_SIZE = 1;
    private static final int MAX_FRAME_SIZE = 5;

    @TempDir private Path directory;
    private final String body = body();
    private int port;

    private static String body() {
        var random = new Random(9113);
        var text = new StringBuilder();
        while (text.length() < LARGE) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    private RunningAppliance start(RawResource web) throws IOException {
        var one =
                OneResource.at(web.port())
                        .with("applicationProtocol: HTTP")
                        .with("http: {limits: {headerBytes: 32KiB}}");
        port = one.port();
        return RunningAppliance.start(directory, one.yaml());
    }

    /** Says the body, in chunks with a trailer if asked for that. */
    private RawResource resource() throws IOException {
        return RawResource.start((head, in, out) -> {
            if (head.contains(" /tail ")) {
                out.write(
                        bytes(
                                "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
                                        .formatted(TAIL, body.substring(0, TAIL))));
            } else if (head.startsWith("GET /chunks ")) {
                out.write(
                        bytes(
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\nX-Sum: 7\r\n\r\n"
                                        .formatted(body.length(), body)));
            } else if (head.startsWith("GET /head ")) {
                out.write(
                        bytes(
                                "HTTP/1.1 200 OK\r\nX-Long: %s\r\nContent-Length: 0\r\n\r\n"
                                        .formatted(body.substring(0, 7000))));
            } else if (head.startsWith("GET /heads ")) {
                out.write(
                        bytes(
                                "HTTP/1.1 200 OK\r\nX-Long: %1$s\r\nX-Other: %1$s\r\nContent-Length: 0\r\n\r\n"
                                        .formatted(body.substring(0, 10_000))));
            } else {
                out.write(bytes("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n" + body));
            }
            return true;
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] setting(int name, int value) {
        return ByteBuffer.allocate(6).putShort((short) name).putInt(value).array();
    }

    /** Reads so many bytes of bodies. */
    private static String read(RawHttp2 client, int bytes) throws IOException {
        var text = new StringBuilder();
        while (text.length() < bytes) {
            text.append(client.next(Http2FrameTypes.DATA).text());
        }
        return text.toString();
    }

    /** Nothing but the answer to this comes, so nothing else was under way. */
    private static void assertSilent(RawHttp2 client) throws IOException {
        client.frame(Http2FrameTypes.PING, 0, 0, new byte[8]);
        var frame = client.next();
        assertThat(frame.type()).as(frame.toString()).isEqualTo(Http2FrameTypes.PING);
    }

    @Test
    void noMoreIsSentThanAStreamsWindowAndAllOfItInTheEnd() throws Exception {
        try (var web = resource();
                var _ = start(web);
                var client = RawHttp2.connect(port, RawHttp2.INITIAL_WINDOW_SIZE, 10)) {
            var got = new StringBuilder(read(client.get(1, "/"), 10));
            assertThat(got).hasSize(10);
            for (int opened = 1; got.length() < 3000; opened = opened * 2 + 1) {
                assertSilent(client);
                var more = read(client.window(1, opened), opened);
                assertThat(more).hasSize(opened);
                got.append(more);
            }
            client.window(0, LARGE).window(1, LARGE);
            assertThat(got + client.answer(1, false).body()).isEqualTo(body);
        }
    }

    @Test
    void noMoreIsSentThanTheConnectionsWindowAndStreamsShareIt() throws Exception {
        try (var web = resource();
                var _ = start(web);
                var client = RawHttp2.connect(port, RawHttp2.INITIAL_WINDOW_SIZE, 2 * LARGE)) {
            client.get(1, "/");
            assertThat(read(client, 65_535)).isEqualTo(body.substring(0, 65_535));
            client.get(3, "/");
            assertThat(client.next(Http2FrameTypes.HEADERS).stream()).isEqualTo(3);
            assertSilent(client);
            client.window(0, 2 * LARGE);
            var rest = new StringBuilder();
            var second = new StringBuilder();
            while (rest.length() < LARGE - 65_535 || second.length() < LARGE) {
                var frame = client.next(Http2FrameTypes.DATA);
                (frame.stream() == 1 ? rest : second).append(frame.text());
            }
            assertThat(rest.toString()).isEqualTo(body.substring(65_535));
            assertThat(second.toString()).isEqualTo(body);
        }
    }

    @Test
    void aWindowThatShrinksBelowNothingIsMadeUpForFirst() throws Exception {
        try (var web = resource();
                var _ = start(web);
                var client = RawHttp2.connect(port, RawHttp2.INITIAL_WINDOW_SIZE, 1000)) {
            assertThat(read(client.get(1, "/"), 1000)).hasSize(1000);
            client.frame(
                    Http2FrameTypes.SETTINGS, 0, 0, setting(RawHttp2.INITIAL_WINDOW_SIZE, 400));
            client.window(1, 600);
            assertSilent(client);
            assertThat(read(client.window(1, 1), 1)).isEqualTo(body.substring(1000, 1001));
            client.frame(
                    Http2FrameTypes.SETTINGS, 0, 0, setting(RawHttp2.INITIAL_WINDOW_SIZE, 450));
            assertThat(read(client, 50)).isEqualTo(body.substring(1001, 1051));
        }
    }

    @Test
    void anAnswersTailComesThoughTheConnectionIsLeft() throws Exception {
        try (var web = resource();
                var penstock = start(web);
                var client = RawHttp2.connect(port)) {
            var got = read(client.get(1, "/tail"), FIRST_WINDOW);
            assertThat(penstock.logged().getInteger("status")).isEqualTo(200);
            penstock.appliance().drain();
            assertThat(client.next(Http2FrameTypes.GO_AWAY).error()).isZero();
            assertTailComes(client, got);
            penstock.appliance().ended().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void anAnswersTailComesThoughTheClientLeaves() throws Exception {
        try (var web = resource();
                var penstock = start(web);
                var client = RawHttp2.connect(port)) {
            var got = read(client.get(1, "/tail"), FIRST_WINDOW);
            assertThat(penstock.logged().getInteger("status")).isEqualTo(200);
            client.goAway(0, Http2Error.NO_ERROR.code());
            assertTailComes(client, got);
        }
    }

    /** And then the end. */
    private void assertTailComes(RawHttp2 client, String got) throws IOException {
        assertSilent(client);
        client.window(0, LARGE).window(1, LARGE);
        assertThat(got + client.answer(1, false).body()).isEqualTo(body.substring(0, TAIL));
        client.toTheEnd();
    }

    @Test
    void anAnswerThatComesBeforeTheRequestsEndIsCompleteBeforeTheStreamIsReset() throws Exception {
        try (var web = resource();
                var _ = start(web);
                var client = RawHttp2.connect(port)) {
            client.headers(
                    1,
                    false,
                    ":method=POST",
                    ":scheme=http",
                    ":authority=a.example",
                    ":path=/tail");
            var got = read(client, FIRST_WINDOW);
            client.socket().setSoTimeout(4000); // a stream is heard out for 3 s at most
            assertThatThrownBy(client::read).isInstanceOf(SocketTimeoutException.class);
            client.window(0, LARGE).window(1, LARGE);
            assertThat(got + client.answer(1, false).body()).isEqualTo(body.substring(0, TAIL));
            assertThat(client.next(Http2FrameTypes.RST_STREAM).error()).isZero();
            client.data(1, false, new byte[100]); // on the way when it was told
            got = read(client.get(3, "/tail").window(3, LARGE), TAIL);
            assertThat(got).as("the connection goes on").isEqualTo(body.substring(0, TAIL));
        }
    }

    @Test
    void aTailThatTheClientCancelsDoesNotKeepTheConnection() throws Exception {
        try (var web = resource();
                var penstock = start(web);
                var client = RawHttp2.connect(port)) {
            read(client.get(1, "/tail"), FIRST_WINDOW);
            assertThat(penstock.logged().getInteger("status")).isEqualTo(200);
            client.goAway(0, Http2Error.NO_ERROR.code());
            assertSilent(client);
            client.reset(1, Http2Error.CANCEL.code()).toTheEnd();
        }
    }

    @Test
    void trailersComeBehindABodyThatHadToWait() throws Exception {
        try (var web = resource();
                var _ = start(web);
                var client = RawHttp2.connect(port, RawHttp2.INITIAL_WINDOW_SIZE, 100)) {
            read(client.get(1, "/chunks"), 100);
            client.window(0, LARGE).window(1, LARGE);
            var answer = client.answer(1, false);
            assertThat(answer.body()).isEqualTo(body.substring(100));
            assertThat(answer.headers()).containsEntry("x-sum", "7");
        }
    }

    @Test
    void framesAreAsLargeAsTheClientTakesAndItsTableIsNotUsed() throws Exception {
        try (var web = resource();
                var _ = start(web);
                var client =
                        RawHttp2.connect(
                                port,
                                HEADER_TABLE_SIZE,
                                0,
                                MAX_FRAME_SIZE,
                                20_000,
                                RawHttp2.INITIAL_WINDOW_SIZE,
                                LARGE)) {
            client.get(1, "/").window(0, LARGE);
            int largest = 0;
            var got = new StringBuilder();
            while (got.length() < LARGE) {
                var frame = client.next(Http2FrameTypes.DATA);
                largest = Math.max(largest, frame.payload().capacity());
                got.append(frame.text());
            }
            assertThat(got.toString()).isEqualTo(body);
            assertThat(largest).isGreaterThan(16_384).isLessThanOrEqualTo(20_000);
            assertThat(client.get(3, "/head").answer(3).headers().get("x-long")).hasSize(7000);
        }
    }

    @Test
    void aHeadThatIsLargerThanAFrameGoesOn() throws Exception {
        try (var web = resource();
                var _ = start(web);
                var client = RawHttp2.connect(port)) {
            var first = client.get(1, "/heads").next(Http2FrameTypes.HEADERS);
            assertThat(first.flags()).isEqualTo(RawHttp2.END_STREAM);
            var second = client.next();
            assertThat(second.type()).isEqualTo(Http2FrameTypes.CONTINUATION);
            assertThat(second.flags()).isEqualTo(RawHttp2.END_HEADERS);
            assertThat(first.text() + second.text())
                    .contains("x-long", "x-other", body.substring(0, 10_000));
        }
    }

    @Test
    void aStreamsWindowThatIsTooLargeEndsTheStreamAlone() throws Exception {
        try (var web = resource();
                var _ = start(web);
                var client = RawHttp2.connect(port, RawHttp2.INITIAL_WINDOW_SIZE, 10)) {
            read(client.get(1, "/"), 10);
            client.window(1, Integer.MAX_VALUE).window(1, Integer.MAX_VALUE);
            var end = client.next(Http2FrameTypes.RST_STREAM);
            assertThat(end.error()).isEqualTo(Http2Error.FLOW_CONTROL_ERROR.code());
            assertThat(client.window(0, LARGE).get(3, "/head").answer(3).status()).isEqualTo("200");
        }
    }

    @Test
    void aConnectionsWindowThatIsTooLargeEndsIt() throws Exception {
        try (var web = resource();
                var _ = start(web);
                var client = RawHttp2.connect(port)) {
            client.window(0, Integer.MAX_VALUE).window(0, Integer.MAX_VALUE);
            assertThat(client.end().error()).isEqualTo(Http2Error.FLOW_CONTROL_ERROR.code());
        }
    }

    @Test
    void whatAStreamHoldsIsForgottenWithIt() throws Exception {
        try (var web = resource();
                var penstock = start(web);
                var client = RawHttp2.connect(port, RawHttp2.INITIAL_WINDOW_SIZE, 10)) {
            read(client.get(1, "/").get(3, "/"), 20);
            Awaits.until("both wait", () -> held(penstock) > 20_000);
            client.reset(1, Http2Error.CANCEL.code()).reset(3, Http2Error.CANCEL.code());
            Awaits.until("nothing does", () -> held(penstock) == 0);
        }
    }

    private static double held(RunningAppliance penstock) {
        return penstock.metric("penstock_relay_held_bytes");
    }
}
