package io.penstock.http.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.net.Ip;
import io.penstock.resource.Forwarding;
import io.penstock.resource.HttpLimits;
import io.penstock.resource.HttpNames;
import io.penstock.resource.NameRule;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The head of a request as the resource gets it. */
class RequestWriterTest {
    private static final Sender CLIENT =
            new Sender(Ip.parse("192.0.2.7").orElseThrow(), false, false);
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final RequestHead head = new RequestHead();
    private final RequestWriter writer = new RequestWriter("penstock");

    private static HeadRules rules(NameRule host, Forwarding forwarding) {
        return new HeadRules(
                Origin.of(false, "web.internal", 8080),
                new HttpNames(host, NameRule.PRESERVE, NameRule.PRESERVE),
                forwarding);
    }

    private String write(
            String message,
            HeadRules rules,
            Sender client,
            byte @Nullable [] trace,
            boolean close) {
        byte[] bytes = Pieces.bytes(message);
        assertThat(HeadRead.of(head, HttpLimits.DEFAULT, bytes, Pieces.random(bytes.length, 5)))
                .isEqualTo(HeadRead.whole(bytes.length));
        return Texts.of(writer.write(head, rules, client, trace, close));
    }

    private List<String> lines(String... lines) {
        return lines(rules(NameRule.REWRITE, Forwarding.OFF), lines);
    }

    /** Those that are written for a request of these lines, without first line, Host and Via. */
    private List<String> lines(HeadRules rules, String... lines) {
        String message =
                "POST / HTTP/1.1\r\nHost: asked\r\n" + String.join("\r\n", lines) + "\r\n\r\n";
        var written = write(message, rules, CLIENT, null, false).split("\r\n");
        assertThat(written[0]).isEqualTo("POST / HTTP/1.1");
        return Arrays.stream(written)
                .skip(1)
                .filter(line -> !line.startsWith("Host:") && !line.equals("Via: 1.1 penstock"))
                .toList();
    }

    @Test
    void whatIsForTheResourceStaysAsItIs() {
        String message =
                Texts.lines(
                        "GET /a?b HTTP/1.1",
                        "User-Agent:x ",
                        "host: asked",
                        "Accept: */*",
                        "cookie: \u00e4;\t b",
                        "X_y:",
                        "Accept: b");
        assertThat(write(message, rules(NameRule.REWRITE, Forwarding.APPEND), CLIENT, null, false))
                .isEqualTo(
                        Texts.lines(
                                "GET /a?b HTTP/1.1",
                                "Host: web.internal:8080",
                                "User-Agent:x ",
                                "Accept: */*",
                                "cookie: \u00e4;\t b",
                                "X_y:",
                                "Accept: b",
                                "Via: 1.1 penstock",
                                "Forwarded: for=192.0.2.7;host=\"asked\";proto=http",
                                "X-Forwarded-For: 192.0.2.7",
                                "X-Forwarded-Proto: http",
                                "X-Forwarded-Host: asked"));
    }

    @Test
    void aRequestOfHttp10BecomesOneOfHttp11() {
        assertThat(
                        write(
                                "GET / HTTP/1.0\r\n\r\n",
                                rules(NameRule.PRESERVE, Forwarding.APPEND),
                                new Sender(Ip.parse("2001:db8::7").orElseThrow(), true, false),
                                null,
                                true))
                .isEqualTo(
                        Texts.lines(
                                "GET / HTTP/1.1",
                                "Host: web.internal:8080",
                                "Connection: close",
                                "Via: 1.0 penstock",
                                "Forwarded: for=\"[2001:db8::7]\";proto=https",
                                "X-Forwarded-For: 2001:db8::7",
                                "X-Forwarded-Proto: https"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET http://b:81/x?y, b:81, GET /x?y",
        "GET http://b:81, b:81, GET /",
        "GET http://b:81?y, b:81, GET /?y",
        "OPTIONS http://b, b, OPTIONS *",
        "OPTIONS http://b?y, b, OPTIONS /?y",
        "OPTIONS *, b, OPTIONS *",
        "GET //x, b, GET //x",
    })
    void theTargetIsAPathAndTheHostIsKept(String line, String host, String written) {
        String message = line + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        assertThat(write(message, rules(NameRule.PRESERVE, Forwarding.OFF), CLIENT, null, false))
                .startsWith(written + " HTTP/1.1\r\nHost: " + host + "\r\nVia");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: keep-alive",
                "Keep-Alive: timeout=5",
                "Proxy-Connection: keep-alive",
                "Proxy-Authorization: Basic x",
                "Connection: X-A\r\nX-A: b\r\nx-a: c",
                "x-a: b\r\nConnection: close, X-A",
                "Authorization: b\r\nConnection: authorization",
                "TE: gzip",
                "Upgrade: websocket",
                "HTTP2-Settings: AAA",
                "Upgrade: h2c\r\nConnection: upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAA",
                "Trailer: a",
                "Connection: Cookie\r\nCookie: a",
            })
    void whatIsForThisHopIsLeftOut(String lines) {
        assertThat(lines(lines)).isEmpty();
        assertThat(lines("A: 1", lines, "B: 2")).containsExactly("A: 1", "B: 2");
        assertThat(lines("A: 1", "C: 1", lines, lines.replace("Connection", "B"), "D: 2"))
                .startsWith("A: 1", "C: 1")
                .endsWith("D: 2");
    }

    @Test
    void framingIsSaidAnewInOneWay() {
        assertThat(lines("Content-Length: \t 007 ", "A: b"))
                .containsExactly("A: b", "Content-Length: 7");
        assertThat(lines("content-length:0")).containsExactly("Content-Length: 0");
        assertThat(lines("Content-Length: 123456789012345678"))
                .containsExactly("Content-Length: 123456789012345678");
        assertThat(lines("A: b", "transfer-encoding:\tCHUNKED", "Trailer: x"))
                .containsExactly("A: b", "Trailer: x", "Transfer-Encoding: chunked");
    }

    @Test
    void anUpgradeIsPassedOn() {
        assertThat(
                        lines(
                                "Connection: keep-alive, Upgrade",
                                "Upgrade: websocket",
                                "Sec-WebSocket-Key: a"))
                .containsExactly(
                        "Upgrade: websocket", "Sec-WebSocket-Key: a", "Connection: upgrade");
        String message = "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n";
        assertThat(write(message, rules(NameRule.REWRITE, Forwarding.OFF), CLIENT, null, true))
                .contains("Connection: upgrade\r\n")
                .doesNotContain("close");
    }

    @Test
    void trailersAreStillAskedFor() {
        assertThat(lines("TE: gzip, trailers;q=1", "Connection: TE"))
                .containsExactly("TE: trailers", "Connection: TE");
        assertThat(lines("TE: trailers", "Connection: upgrade, TE", "Upgrade: x"))
                .containsExactly("Upgrade: x", "TE: trailers", "Connection: upgrade, TE");
    }

    @Test
    void anExpectationIsPassedOn() {
        assertThat(lines("Expect: 100-continue", "Content-Length: 1"))
                .containsExactly("Expect: 100-continue", "Content-Length: 1");
    }

    @Test
    void listsGrowAtTheEndOfTheirLastLine() {
        assertThat(
                        lines(
                                rules(NameRule.REWRITE, Forwarding.APPEND),
                                "X-Forwarded-For: a",
                                "Via: 1.0 x",
                                "Forwarded: for=a",
                                "x-forwarded-for:b \t",
                                "X-Forwarded-Proto: https",
                                "X-Forwarded-Host: first",
                                "C: d"))
                .containsExactly(
                        "X-Forwarded-For: a",
                        "Via: 1.0 x, 1.1 penstock",
                        "Forwarded: for=a, for=192.0.2.7;host=\"asked\";proto=http",
                        "x-forwarded-for:b, 192.0.2.7",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: first",
                        "C: d");
    }

    @Test
    void anEmptyListBeginsAnew() {
        assertThat(lines(rules(NameRule.REWRITE, Forwarding.APPEND), "X-Forwarded-For:", "Via: "))
                .contains("X-Forwarded-For:", "Via: ", "X-Forwarded-For: 192.0.2.7");
    }

    @Test
    void aClientThatIsNotBelievedSaysNothingOfItself() {
        assertThat(
                        lines(
                                rules(NameRule.REWRITE, Forwarding.REPLACE),
                                "X-Forwarded-For: a",
                                "Forwarded: for=a",
                                "X-Forwarded-Proto: https",
                                "X-Forwarded-Host: first",
                                "C: d"))
                .containsExactly(
                        "C: d",
                        "Forwarded: for=192.0.2.7;host=\"asked\";proto=http",
                        "X-Forwarded-For: 192.0.2.7",
                        "X-Forwarded-Proto: http",
                        "X-Forwarded-Host: asked");
    }

    @Test
    void nothingIsSaidOfTheClientUnlessAsked() {
        assertThat(lines("X-Forwarded-For: a", "Forwarded: for=a", "X-Forwarded-Host: b"))
                .containsExactly("X-Forwarded-For: a", "Forwarded: for=a", "X-Forwarded-Host: b");
    }

    /** A client could else take away what a proxy before us has said of it. */
    @Test
    void connectionTakesNoForwardingAway() {
        assertThat(
                        lines(
                                "Connection: X-Forwarded-For, Forwarded, Via",
                                "X-Forwarded-For: a",
                                "Forwarded: for=a",
                                "Via: 1.0 x"))
                .containsExactly(
                        "X-Forwarded-For: a", "Forwarded: for=a", "Via: 1.0 x, 1.1 penstock");
    }

    @Test
    void aTraceIsKeptOrReplaced() {
        assertThat(lines("traceparent: " + TRACE, "tracestate: a=b"))
                .containsExactly("traceparent: " + TRACE, "tracestate: a=b");

        String message =
                "GET / HTTP/1.1\r\nHost: a\r\ntraceparent: x\r\ntracestate: a=b\r\nC: d\r\n\r\n";
        assertThat(
                        write(
                                message,
                                rules(NameRule.REWRITE, Forwarding.OFF),
                                CLIENT,
                                Pieces.bytes(TRACE),
                                false))
                .endsWith("\r\nC: d\r\nVia: 1.1 penstock\r\ntraceparent: " + TRACE + "\r\n\r\n")
                .doesNotContain("tracestate");
    }

    @Test
    void aHeadOfManyFieldsIsWrittenWhole() {
        String many = "X-A: " + "b".repeat(200) + "\r\nConnection: c\r\n";
        String message = "GET / HTTP/1.1\r\nHost: a\r\n" + many.repeat(30) + "\r\n";
        assertThat(write(message, rules(NameRule.REWRITE, Forwarding.OFF), CLIENT, null, false))
                .hasSizeGreaterThan(30 * 200)
                .doesNotContain("Connection");
    }

    @Test
    void aHostThatIsNoneIsRefused() {
        assertThatThrownBy(() -> Origin.of(false, "a b", 80))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a b");
    }
}
