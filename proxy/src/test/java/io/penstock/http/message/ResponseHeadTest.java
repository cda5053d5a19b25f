package io.penstock.http.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.resource.Forwarding;
import io.penstock.resource.HttpLimits;
import io.penstock.resource.HttpNames;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the head of an answer says, and how the client gets it. */
class ResponseHeadTest {
    private static final HeadRules RULES =
            new HeadRules(Origin.of(false, "web.internal", 80), HttpNames.DEFAULT, Forwarding.OFF);

    private final ResponseHead head = new ResponseHead();
    private final ResponseWriter writer = new ResponseWriter("penstock");

    private ResponseHead read(Method request, String message) {
        byte[] bytes = Pieces.bytes(message);
        for (var pieces : Pieces.ways(bytes.length)) {
            assertThat(
                            HeadRead.of(
                                    head.clear(HttpLimits.DEFAULT, request, true, false),
                                    bytes,
                                    pieces))
                    .as("%s", pieces)
                    .isEqualTo(HeadRead.whole(bytes.length));
        }
        return head;
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 200, , TO_END",
        "GET, 200, Content-Length: 3, LENGTH",
        "GET, 200, Content-Length: 0, NONE",
        "GET, 200, Transfer-Encoding: chunked, CHUNKED",
        "GET, 205, , TO_END",
        "GET, 404, Content-Length: 3, LENGTH",
        "GET, 999, Content-Length: 3, LENGTH",
        "HEAD, 200, , NONE",
        "HEAD, 200, Content-Length: 3, NONE",
        "HEAD, 200, Transfer-Encoding: chunked, NONE",
        "GET, 204, , NONE",
        "GET, 204, Content-Length: 3, NONE",
        "GET, 204, Transfer-Encoding: chunked, NONE",
        "GET, 304, , NONE",
        "GET, 304, Content-Length: 3, NONE",
        "GET, 100, , NONE",
        "GET, 103, Content-Length: 3, NONE",
        "GET, 101, , NONE",
    })
    void tellsHowTheBodyEnds(Method request, int status, String line, Framing framing) {
        String field = line == null ? "" : line + "\r\n";
        read(request, "HTTP/1.1 " + status + " x\r\n" + field + "\r\n");
        assertThat(head.status()).isEqualTo(status);
        assertThat(head.framing()).isEqualTo(framing);
        assertThat(head.isInterim()).isEqualTo(status < 200 && status != 101);
        assertThat(head.switchesProtocols()).isEqualTo(status == 101);
    }

    @ParameterizedTest
    @CsvSource({
        "1.1, Content-Length: 0, true",
        "1.1, , false", // the body ends with the connection
        "1.0, Content-Length: 0, false",
        "1.1, Connection: close | Content-Length: 0, false",
        "1.0, Connection: Keep-Alive | Content-Length: 0, true",
    })
    void tellsWhetherTheConnectionLasts(String version, String lines, boolean lasts) {
        String fields = lines == null ? "" : lines.replace(" | ", "\r\n") + "\r\n";
        assertThat(read(Method.GET, "HTTP/" + version + " 200 OK\r\n" + fields + "\r\n").persists())
                .isEqualTo(lasts);
    }

    private List<String> written(
            String message, Persistence persistence, boolean unframed, Method request) {
        read(request, message);
        String text = Texts.of(writer.write(head, RULES, false, persistence, unframed));
        assertThat(text).endsWith("\r\n\r\n");
        return List.of(text.split("\r\n"));
    }

    private List<String> written(String... lines) {
        return written(
                String.join("\r\n", lines) + "\r\n\r\n", Persistence.KEEP, false, Method.GET);
    }

    @Test
    void whatIsForTheClientStaysAsItIs() {
        assertThat(
                        written(
                                "HTTP/1.1 200 Very  well \u00e4",
                                "Date: x",
                                "Set-Cookie: a",
                                "Content-Length: 3",
                                "set-cookie:b; domain=web.internal",
                                "Location: http://web.internal/"))
                .containsExactly(
                        "HTTP/1.1 200 Very  well \u00e4",
                        "Date: x",
                        "Set-Cookie: a",
                        "set-cookie:b; domain=web.internal",
                        "Location: http://web.internal/",
                        "Content-Length: 3",
                        "Via: 1.1 penstock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0 200", "HTTP/1.0 200 "})
    void theStatusLineIsOfHttp11AndHasItsSpace(String line) {
        assertThat(written(line, "A: b"))
                .containsExactly("HTTP/1.1 200 ", "A: b", "Via: 1.0 penstock");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: close",
                "Keep-Alive: timeout=5",
                "Proxy-Connection: close",
                "Proxy-Authenticate: Basic",
                "Proxy-Authentication-Info: a",
                "Upgrade: h2,h2c",
                "Connection: X-A\r\nx-a: b",
                "Trailer: a",
            })
    void whatIsForThisHopIsLeftOut(String lines) {
        assertThat(written("HTTP/1.1 200 OK", "A: 1", lines, "B: 2"))
                .containsExactly("HTTP/1.1 200 OK", "A: 1", "B: 2", "Via: 1.1 penstock");
    }

    @Test
    void aLengthThatMeansNothingIsLeftOut() {
        assertThat(written("HTTP/1.1 204 None", "Content-Length: 3"))
                .containsExactly("HTTP/1.1 204 None", "Via: 1.1 penstock");
        assertThat(written("HTTP/1.1 103 Hints", "Transfer-Encoding: chunked", "Link: a"))
                .containsExactly("HTTP/1.1 103 Hints", "Link: a", "Via: 1.1 penstock");
        assertThat(written("HTTP/1.1 304 Same", "Content-Length: 3"))
                .containsExactly("HTTP/1.1 304 Same", "Content-Length: 3", "Via: 1.1 penstock");
    }

    @Test
    void theAnswerToHeadKeepsItsLength() {
        assertThat(
                        written(
                                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n",
                                Persistence.KEEP,
                                false,
                                Method.HEAD))
                .containsExactly("HTTP/1.1 200 OK", "Content-Length: 3", "Via: 1.1 penstock");
    }

    @Test
    void saysWhetherTheConnectionLasts() {
        String message = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        assertThat(written(message, Persistence.CLOSE, false, Method.GET))
                .contains("Connection: close");
        assertThat(written(message, Persistence.KEEP_TOLD, false, Method.GET))
                .contains("Connection: keep-alive");
        assertThat(written(message, Persistence.KEEP, false, Method.GET))
                .noneMatch(line -> line.startsWith("Connection"));
        assertThat(written("HTTP/1.1 100 Continue\r\n\r\n", Persistence.CLOSE, false, Method.GET))
                .containsExactly("HTTP/1.1 100 Continue", "Via: 1.1 penstock");
    }

    @Test
    void anUpgradeIsPassedOn() {
        assertThat(
                        written(
                                "HTTP/1.1 101 Now",
                                "Upgrade: websocket",
                                "Connection: Upgrade",
                                "Sec-WebSocket-Accept: a"))
                .containsExactly(
                        "HTTP/1.1 101 Now",
                        "Upgrade: websocket",
                        "Sec-WebSocket-Accept: a",
                        "Connection: upgrade",
                        "Via: 1.1 penstock");
        assertThat(written("HTTP/1.1 426 Please", "Upgrade: x", "Content-Length: 0"))
                .contains("Upgrade: x", "Connection: upgrade");
    }

    @Test
    void aClientOfHttp10GetsNoChunks() {
        assertThat(
                        written(
                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: a\r\n\r\n",
                                Persistence.CLOSE,
                                true,
                                Method.GET))
                .containsExactly("HTTP/1.1 200 OK", "Connection: close", "Via: 1.1 penstock");
    }

    @Test
    void viaGrowsAtTheEndOfItsLastLine() {
        assertThat(written("HTTP/1.0 200 OK", "Via: 1.1 a", "Via: 1.1 b", "A: b"))
                .containsExactly(
                        "HTTP/1.1 200 OK", "Via: 1.1 a", "Via: 1.1 b, 1.0 penstock", "A: b");
    }
}
