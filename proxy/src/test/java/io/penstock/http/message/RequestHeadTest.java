package io.penstock.http.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.netty.buffer.Unpooled;
import io.penstock.resource.HttpLimits;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the head of a request says. */
class RequestHeadTest {
    private final RequestHead head = new RequestHead();

    private RequestHead read(String message) {
        byte[] bytes = Pieces.bytes(message);
        assertThat(HeadRead.of(head, HttpLimits.DEFAULT, bytes, Pieces.whole(bytes.length)))
                .isEqualTo(HeadRead.whole(bytes.length));
        return head;
    }

    private RequestHead with(String... lines) {
        return read("GET / HTTP/1.1\r\nHost: a\r\n" + String.join("\r\n", lines) + "\r\n\r\n");
    }

    @Test
    void aHeadEndsWhereTheBodyBegins() {
        String first = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n";
        byte[] bytes = Pieces.bytes(first + "abc\r\n\r\n");
        for (var pieces : Pieces.ways(bytes.length)) {
            assertThat(HeadRead.of(head, HttpLimits.DEFAULT, bytes, pieces))
                    .isEqualTo(HeadRead.whole(first.length()));
            assertThat(head.framing()).isEqualTo(Framing.LENGTH);
            assertThat(head.contentLength()).isEqualTo(3);
        }
    }

    @Test
    void aHeadThatIsCutAnywhereIsNotWhole() {
        byte[] bytes = Pieces.bytes("\r\nPOST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n");
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            for (var pieces : Pieces.ways(length)) {
                assertThat(HeadRead.of(head, HttpLimits.DEFAULT, cut, pieces).progress())
                        .isEqualTo(Progress.MORE);
            }
        }
    }

    /** Also what came of a message before must not be found in the next. */
    @Test
    void oneServesManyMessages() {
        read(
                "POST http://b/x HTTP/1.0\r\nContent-Length: 5\r\nConnection: keep-alive, X-A\r\nTE: trailers\r\nX-A: b\r\n\r\n");
        assertThat(head.host()).isEqualTo("b");
        read("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        assertThat(head.framing()).isEqualTo(Framing.CHUNKED);
        read(
                "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\nConnection: upgrade, close\r\n"
                        + "Expect: 100-continue\r\ntraceparent: 00-"
                        + "1".repeat(32)
                        + "-"
                        + "1".repeat(16)
                        + "-01\r\n\r\n");
        assertThat(head.upgrades()).isTrue();
        read("GET / HTTP/1.0\r\n\r\n");
        assertThat(head.framing()).isEqualTo(Framing.NONE);
        assertThat(head.contentLength()).isNegative();
        assertThat(head.persists()).isFalse();
        assertThat(head.upgrades()).isFalse();
        assertThat(head.expectsContinue()).isFalse();
        assertThat(head.acceptsTrailers()).isFalse();
        assertThat(head.traceId()).isNull();
        assertThat(head.host()).isEmpty();
        assertThat(head.fields().count()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, GET, true, true",
        "HEAD, HEAD, true, true",
        "OPTIONS, OPTIONS, true, true",
        "TRACE, TRACE, true, true",
        "PUT, PUT, false, true",
        "DELETE, DELETE, false, true",
        "POST, POST, false, false",
        "PATCH, PATCH, false, false",
        "get, OTHER, false, false",
        "PROPFIND, OTHER, false, false",
        "OTHER, OTHER, false, false",
    })
    void tellsMethods(String name, Method method, boolean safe, boolean idempotent) {
        read(name + " / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(head.method()).isEqualTo(method);
        assertThat(head.methodName()).isEqualTo(name);
        assertThat(head.method().isSafe()).isEqualTo(safe);
        assertThat(head.method().isIdempotent()).isEqualTo(idempotent);
    }

    @ParameterizedTest
    @CsvSource({
        "1.1, , true",
        "1.1, close, false",
        "1.1, keep-alive, true",
        "1.1, 'Keep-Alive, Close', false",
        "1.1, x, true",
        "1.0, , false",
        "1.0, keep-alive, true",
        "1.0, 'keep-alive, close', false",
    })
    void tellsWhetherTheConnectionLasts(String version, String connection, boolean lasts) {
        String line = connection == null ? "" : "Connection: " + connection + "\r\n";
        assertThat(read("GET / HTTP/" + version + "\r\nHost: a\r\n" + line + "\r\n").persists())
                .isEqualTo(lasts);
    }

    @ParameterizedTest
    @CsvSource({
        "/a?b=c, h:81, /a?b=c, h:81",
        "http://x.y/a, x.y, /a, x.y",
        "HTTP://x.y:80/a, x.y, /a, x.y:80",
        "http://[::1]:81/a, [::1]:81, /a, [::1]:81",
    })
    void namesTheHostThatIsAskedFor(String target, String host, String path, String asked) {
        read("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        assertThat(head.target(100)).isEqualTo(path);
        assertThat(head.target(1)).isEqualTo("/");
        assertThat(head.host()).isEqualTo(asked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: Upgrade\r\nUpgrade: websocket",
                "Upgrade: websocket\r\nConnection: keep-alive, Upgrade",
                "Upgrade: x/1, y\r\nConnection: x\r\nConnection: UPGRADE",
                "Upgrade: x\r\nConnection: upgrade\r\nContent-Length: 0",
            })
    void anUpgradeIsOneThatConnectionNames(String lines) {
        assertThat(with(lines).upgrades()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upgrade: websocket",
                "Connection: upgrade",
                "Connection: close\r\nUpgrade: websocket",
                "Connection: upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA",
                "Connection: upgrade\r\nUpgrade: websocket, H2C",
                "Connection: upgrade\r\nUpgrade: h2c\r\nUpgrade: websocket",
                "Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 1",
                "Connection: upgrade\r\nUpgrade: websocket\r\nTransfer-Encoding: chunked",
            })
    void anyOtherUpgradeIsNone(String lines) {
        assertThat(with(lines).upgrades()).isFalse();
    }

    @Test
    void nobodyUpgradesOrExpectsInHttp10() {
        read(
                "POST / HTTP/1.0\r\nConnection: upgrade\r\nUpgrade: x\r\nExpect: 100-continue\r\n\r\n");
        assertThat(head.upgrades()).isFalse();
        assertThat(head.expectsContinue()).isFalse();
        assertThat(with("Expect: 100-continue").expectsContinue()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "trailers, true",
        "'gzip;q=1.0, trailers', true",
        "Trailers, true",
        "gzip, false",
        "xtrailers, false",
        "'', false",
    })
    void tellsWhetherTrailersAreRead(String te, boolean accepted) {
        assertThat(with("TE: " + te).acceptsTrailers()).isEqualTo(accepted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-later",
                "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-ff",
            })
    void findsTheTrace(String trace) {
        assertThat(with("A: b", "TraceParent: " + trace).traceId())
                .isEqualTo("0af7651916cd43dd8448eb211c80319c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-later",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01later",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01",
            })
    void aTraceThatIsNotValidIsNone(String trace) {
        assertThat(with("traceparent: " + trace).traceId()).isNull();
    }

    @Test
    void twoTracesAreNone() {
        String trace = "traceparent: 00-" + "1".repeat(32) + "-" + "2".repeat(16) + "-00";
        assertThat(with(trace, trace).traceId()).isNull();
    }

    @Test
    void aHeadMayBeAsLargeAsItsLimit() {
        var limits = new HttpLimits(4096, 1000, 3000, 1);
        String start = "GET / HTTP/1.1\r\nHost: a\r\nA: ";
        byte[] largest = Pieces.bytes(start + "b".repeat(4096 - start.length() - 4) + "\r\n\r\n");
        byte[] larger = Pieces.bytes(start + "b".repeat(4096 - start.length() - 3) + "\r\n\r\n");
        for (var pieces : Pieces.ways(4096)) {
            assertThat(HeadRead.of(new RequestHead(), limits, largest, pieces))
                    .isEqualTo(HeadRead.whole(4096));
        }
        for (var pieces : Pieces.ways(4097)) {
            assertThat(HeadRead.of(new RequestHead(), limits, larger, pieces))
                    .isEqualTo(HeadRead.refused(Malformed.HEAD_TOO_LARGE));
        }
        String many = "GET / HTTP/1.1\r\nHost: a\r\n" + "a:b\r\n".repeat(600) + "\r\n";
        byte[] bytes = Pieces.bytes(many);
        var head = new RequestHead();
        assertThat(HeadRead.of(head, limits, bytes, Pieces.random(bytes.length, 3)))
                .isEqualTo(HeadRead.whole(bytes.length));
        assertThat(Texts.of(head.fields())).hasSize(601).endsWith("a=b");
    }

    /** 32 times the bytes may take about 32 times the steps, and not a thousand times. */
    @Test
    void aHeadThatComesByteByByteIsScannedOnce() {
        var lines = new Lines();
        lines.clear(1 << 20);
        var memory = Unpooled.buffer().writeBytes(Pieces.bytes("a".repeat(1 << 20)));
        try {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> {
                        for (int i = 0; i < 1 << 20; i++) {
                            lines.fill(memory, i, i + 1);
                            assertThat(lines.next() == Lines.MORE).isTrue();
                        }
                    });
        } finally {
            memory.release();
        }
    }
}
