package io.penstock.http.message;

import static io.penstock.http.message.Malformed.BARE_CR;
import static io.penstock.http.message.Malformed.BARE_LF;
import static io.penstock.http.message.Malformed.CODING_IN_1_0;
import static io.penstock.http.message.Malformed.CODING_NOT_CHUNKED;
import static io.penstock.http.message.Malformed.CODING_NOT_SERVED;
import static io.penstock.http.message.Malformed.CODING_TWICE;
import static io.penstock.http.message.Malformed.CONNECT;
import static io.penstock.http.message.Malformed.CONNECTION;
import static io.penstock.http.message.Malformed.CONNECTION_NAMES_FRAMING;
import static io.penstock.http.message.Malformed.CONNECTION_TOO_LONG;
import static io.penstock.http.message.Malformed.CONTROL;
import static io.penstock.http.message.Malformed.EMPTY_LINES;
import static io.penstock.http.message.Malformed.EXPECTATION;
import static io.penstock.http.message.Malformed.FIELD_NAME;
import static io.penstock.http.message.Malformed.FOLDED;
import static io.penstock.http.message.Malformed.HEAD_TOO_LARGE;
import static io.penstock.http.message.Malformed.HOST;
import static io.penstock.http.message.Malformed.HOSTS_DIFFER;
import static io.penstock.http.message.Malformed.LENGTH;
import static io.penstock.http.message.Malformed.LENGTH_AND_CODING;
import static io.penstock.http.message.Malformed.LENGTH_TWICE;
import static io.penstock.http.message.Malformed.METHOD;
import static io.penstock.http.message.Malformed.METHOD_TOO_LONG;
import static io.penstock.http.message.Malformed.NO_COLON;
import static io.penstock.http.message.Malformed.NO_HOST;
import static io.penstock.http.message.Malformed.NUL;
import static io.penstock.http.message.Malformed.REQUEST_LINE;
import static io.penstock.http.message.Malformed.SPACE_BEFORE_COLON;
import static io.penstock.http.message.Malformed.TARGET;
import static io.penstock.http.message.Malformed.TARGET_TOO_LONG;
import static io.penstock.http.message.Malformed.TOO_MANY_FIELDS;
import static io.penstock.http.message.Malformed.TWO_HOSTS;
import static io.penstock.http.message.Malformed.USER_IN_HOST;
import static io.penstock.http.message.Malformed.VERSION;
import static io.penstock.http.message.Malformed.VERSION_NOT_SERVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.resource.HttpLimits;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Heads of requests that are refused, and why; in whatever pieces they come. */
class MalformedRequestTest {
    private static final HttpLimits LIMITS = new HttpLimits(2048, 10, 300, 1);
    private static final String END = "\r\n\r\n";
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";

    static Stream<Arguments> firstLines() {
        return Stream.of(
                arguments(EMPTY_LINES, "\r\n\r\n\r\n\r\n\r\n" + GET + "\r\n"),
                arguments(BARE_LF, "\nGET / HTTP/1.1\r\nHost: a" + END),
                arguments(BARE_LF, "GET / HTTP/1.1\nHost: a\n\n"),
                arguments(BARE_CR, "\rGET / HTTP/1.1\r\nHost: a" + END),
                arguments(BARE_CR, "GET / HTTP/1.1\rHost: a" + END),
                arguments(BARE_CR, "GET /\r HTTP/1.1\r\nHost: a" + END),
                arguments(NUL, "GET /\0 HTTP/1.1\r\nHost: a" + END),
                arguments(NUL, "\0GET / HTTP/1.1\r\nHost: a" + END),
                arguments(CONTROL, "GET /\u0001 HTTP/1.1\r\nHost: a" + END),
                arguments(CONTROL, "GET /\u007f HTTP/1.1\r\nHost: a" + END),
                arguments(CONTROL, "\u0016\u0003\u0001\u0002\u0000\u0001"), // a TLS ClientHello
                arguments(METHOD, " GET / HTTP/1.1\r\nHost: a" + END),
                arguments(METHOD, "G(T / HTTP/1.1\r\nHost: a" + END),
                arguments(METHOD, "GET\t/ HTTP/1.1\r\nHost: a" + END),
                arguments(METHOD, "GET\u00a0/ HTTP/1.1\r\nHost: a" + END),
                arguments(METHOD, "\u00ffGET / HTTP/1.1\r\nHost: a" + END),
                arguments(METHOD_TOO_LONG, "G".repeat(33) + " / HTTP/1.1\r\nHost: a" + END),
                arguments(CONNECT, "CONNECT a:443 HTTP/1.1\r\nHost: a:443" + END),
                arguments(CONNECT, "CONNECT / HTTP/1.1\r\nHost: a" + END),
                arguments(REQUEST_LINE, "GET" + END),
                arguments(REQUEST_LINE, "GET /" + END),
                arguments(REQUEST_LINE, "GET  / HTTP/1.1\r\nHost: a" + END),
                arguments(VERSION, "GET /  HTTP/1.1\r\nHost: a" + END),
                arguments(VERSION, "GET / HTTP/1.1 \r\nHost: a" + END),
                arguments(VERSION, "GET / \r\nHost: a" + END),
                arguments(VERSION, "GET / http/1.1\r\nHost: a" + END),
                arguments(VERSION, "GET / HTTP/1\r\nHost: a" + END),
                arguments(VERSION, "GET / HTTP/11\r\nHost: a" + END),
                arguments(VERSION, "GET / HTTP/1.10\r\nHost: a" + END),
                arguments(VERSION, "GET / HTTP/1.1 HTTP/1.1\r\nHost: a" + END),
                arguments(VERSION, "GET /a b HTTP/1.1\r\nHost: a" + END),
                arguments(VERSION, "GET / XTTP/1.1\r\nHost: a" + END),
                arguments(TARGET, "GET /\tx HTTP/1.1\r\nHost: a" + END),
                arguments(TARGET, "GET /#top HTTP/1.1\r\nHost: a" + END),
                arguments(TARGET, "GET a HTTP/1.1\r\nHost: a" + END),
                arguments(TARGET, "GET a:80 HTTP/1.1\r\nHost: a" + END),
                arguments(TARGET, "GET * HTTP/1.1\r\nHost: a" + END),
                arguments(TARGET, "OPTIONS ** HTTP/1.1\r\nHost: a" + END),
                arguments(TARGET, "GET ftp://a/ HTTP/1.1\r\nHost: a" + END),
                arguments(TARGET, "GET http:/a HTTP/1.1\r\nHost: a" + END),
                arguments(TARGET, "GET ?q HTTP/1.1\r\nHost: a" + END),
                arguments(
                        TARGET_TOO_LONG, "GET /" + "a".repeat(300) + " HTTP/1.1\r\nHost: a" + END),
                arguments(TARGET_TOO_LONG, "GET /" + "a".repeat(3000)),
                arguments(VERSION_NOT_SERVED, "GET / HTTP/0.9\r\nHost: a" + END),
                arguments(VERSION_NOT_SERVED, "GET / HTTP/1.2\r\nHost: a" + END),
                arguments(VERSION_NOT_SERVED, "GET / HTTP/2.0\r\nHost: a" + END),
                arguments(VERSION_NOT_SERVED, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    }

    static Stream<Arguments> hosts() {
        return Stream.of(
                arguments(NO_HOST, "GET / HTTP/1.1" + END),
                arguments(NO_HOST, "GET http://a/ HTTP/1.1" + END),
                arguments(TWO_HOSTS, GET + "Host: a" + END),
                arguments(TWO_HOSTS, GET + "HOST: b" + END),
                arguments(HOST, "GET / HTTP/1.1\r\nHost:" + END),
                arguments(HOST, "GET / HTTP/1.1\r\nHost: a b" + END),
                arguments(HOST, "GET / HTTP/1.1\r\nHost: a,b" + END),
                arguments(HOST, "GET / HTTP/1.1\r\nHost: a/b" + END),
                arguments(HOST, "GET / HTTP/1.1\r\nHost: a%00" + END),
                arguments(HOST, "GET / HTTP/1.1\r\nHost: a\"b" + END),
                arguments(HOST, "GET / HTTP/1.1\r\nHost: \u00e4" + END),
                arguments(HOST, "GET / HTTP/1.1\r\nHost: :80" + END),
                arguments(HOST, "GET / HTTP/1.1\r\nHost: a:b" + END),
                arguments(HOST, "GET / HTTP/1.1\r\nHost: a:80:80" + END),
                arguments(HOST, "GET / HTTP/1.1\r\nHost: a:65536" + END),
                arguments(HOST, "GET / HTTP/1.1\r\nHost: a:000080" + END),
                arguments(HOST, "GET / HTTP/1.1\r\nHost: ::1" + END),
                arguments(HOST, "GET / HTTP/1.1\r\nHost: [::1" + END),
                arguments(HOST, "GET / HTTP/1.1\r\nHost: []" + END),
                arguments(HOST, "GET / HTTP/1.1\r\nHost: [::1]a" + END),
                arguments(HOST, "GET http:///x HTTP/1.1\r\nHost: a" + END),
                arguments(HOST, "GET http://?x HTTP/1.1\r\nHost: a" + END),
                arguments(HOST, "GET http:// HTTP/1.1\r\nHost: a" + END),
                arguments(HOST, "GET http://a\\b/ HTTP/1.1\r\nHost: a" + END),
                arguments(USER_IN_HOST, "GET http://me@a/ HTTP/1.1\r\nHost: a" + END),
                arguments(USER_IN_HOST, "GET http://me:pw@a/ HTTP/1.1\r\nHost: a" + END),
                arguments(USER_IN_HOST, "GET / HTTP/1.1\r\nHost: me@a" + END),
                arguments(HOSTS_DIFFER, "GET http://b/ HTTP/1.1\r\nHost: a" + END),
                arguments(HOSTS_DIFFER, "GET http://a:81/ HTTP/1.1\r\nHost: a" + END),
                arguments(HOSTS_DIFFER, "GET http://a/ HTTP/1.1\r\nHost: a:443" + END),
                arguments(HOSTS_DIFFER, "GET https://a/ HTTP/1.1\r\nHost: a:80" + END),
                arguments(HOSTS_DIFFER, "GET http://a/ HTTP/1.0\r\nHost: ab" + END));
    }

    static Stream<Arguments> framing() {
        return Stream.of(
                arguments(LENGTH, POST + "Content-Length:" + END),
                arguments(LENGTH, POST + "Content-Length: a" + END),
                arguments(LENGTH, POST + "Content-Length: +1" + END),
                arguments(LENGTH, POST + "Content-Length: -1" + END),
                arguments(LENGTH, POST + "Content-Length: 1, 1" + END),
                arguments(LENGTH, POST + "Content-Length: 1 1" + END),
                arguments(LENGTH, POST + "Content-Length: 0x1" + END),
                arguments(LENGTH, POST + "Content-Length: 1.0" + END),
                arguments(LENGTH, POST + "Content-Length: 1e1" + END),
                arguments(LENGTH, POST + "Content-Length: \u00b2" + END),
                arguments(LENGTH, POST + "Content-Length: 18446744073709551617" + END),
                arguments(LENGTH, POST + "Content-Length: 9223372036854775808" + END),
                arguments(LENGTH, POST + "Content-Length: 0000000000000000001" + END),
                arguments(CONTROL, POST + "Content-Length: \u000b1" + END),
                arguments(LENGTH_TWICE, POST + "Content-Length: 1\r\nContent-Length: 1" + END),
                arguments(LENGTH_TWICE, POST + "Content-Length: 0\r\ncontent-length: 5" + END),
                arguments(
                        LENGTH_AND_CODING,
                        POST + "Content-Length: 1\r\nTransfer-Encoding: chunked" + END),
                arguments(
                        LENGTH_AND_CODING,
                        POST + "Transfer-Encoding: chunked\r\nContent-Length: 0" + END),
                arguments(
                        CODING_TWICE,
                        POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked" + END),
                arguments(
                        CODING_TWICE,
                        POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: x" + END),
                arguments(CODING_NOT_CHUNKED, POST + "Transfer-Encoding:" + END),
                arguments(CODING_NOT_CHUNKED, POST + "Transfer-Encoding: identity" + END),
                arguments(CODING_NOT_CHUNKED, POST + "Transfer-Encoding: gzip" + END),
                arguments(CODING_NOT_CHUNKED, POST + "Transfer-Encoding: chunked, gzip" + END),
                arguments(CODING_NOT_CHUNKED, POST + "Transfer-Encoding: chunked;q=1" + END),
                arguments(CODING_NOT_CHUNKED, POST + "Transfer-Encoding: \"chunked\"" + END),
                arguments(CODING_NOT_CHUNKED, POST + "Transfer-Encoding: chunked," + END),
                arguments(CODING_NOT_CHUNKED, POST + "Transfer-Encoding: chunked\u00a0" + END),
                arguments(CODING_NOT_SERVED, POST + "Transfer-Encoding: gzip, chunked" + END),
                arguments(CODING_NOT_SERVED, POST + "Transfer-Encoding: chunked, chunked" + END),
                arguments(CODING_NOT_SERVED, POST + "Transfer-Encoding: ,chunked" + END),
                arguments(CODING_NOT_SERVED, POST + "Transfer-Encoding: xchunked" + END),
                arguments(CONTROL, POST + "Transfer-Encoding: \u000cchunked" + END),
                arguments(CODING_IN_1_0, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked" + END));
    }

    static Stream<Arguments> fields() {
        return Stream.of(
                arguments(FOLDED, GET + "A: b\r\n c" + END),
                arguments(FOLDED, GET + "A: b\r\n\tc" + END),
                arguments(FOLDED, "GET / HTTP/1.1\r\n Host: a" + END),
                arguments(FOLDED, GET + " \r\n" + END),
                arguments(NO_COLON, GET + "A" + END),
                arguments(NO_COLON, GET + "a b" + END),
                arguments(SPACE_BEFORE_COLON, GET + "A : b" + END),
                arguments(SPACE_BEFORE_COLON, GET + "A\t: b" + END),
                arguments(SPACE_BEFORE_COLON, POST + "Content-Length : 1" + END),
                arguments(SPACE_BEFORE_COLON, POST + "Transfer-Encoding : chunked" + END),
                arguments(SPACE_BEFORE_COLON, GET + "A b: c" + END),
                arguments(FIELD_NAME, GET + ": b" + END),
                arguments(FIELD_NAME, GET + "A(: b" + END),
                arguments(FIELD_NAME, GET + "\u00e4: b" + END),
                arguments(FIELD_NAME, GET + "\"A\": b" + END),
                arguments(BARE_LF, GET + "A: b\nC: d" + END),
                arguments(BARE_LF, GET + "A: b\r\n\n"),
                arguments(BARE_CR, GET + "A: b\rC: d" + END),
                arguments(BARE_CR, GET + "A: b\r\r\n" + END),
                arguments(BARE_CR, GET + "\rA: b" + END),
                arguments(NUL, GET + "A: b\0" + END),
                arguments(NUL, GET + "A\0: b" + END),
                arguments(CONTROL, GET + "A: \u0008" + END),
                arguments(CONTROL, GET + "A: \u007f" + END),
                arguments(CONTROL, GET + "A\u0001: b" + END),
                arguments(TOO_MANY_FIELDS, GET + "A: b\r\n".repeat(10) + "\r\n"),
                arguments(HEAD_TOO_LARGE, GET + "A: " + "b".repeat(2048) + END),
                arguments(HEAD_TOO_LARGE, GET + "A".repeat(2048)),
                arguments(CONNECTION, GET + "Connection: a b" + END),
                arguments(CONNECTION, GET + "Connection: \"close\"" + END),
                arguments(CONNECTION, GET + "Connection: close; a" + END),
                arguments(CONNECTION_TOO_LONG, GET + "Connection: " + "a,".repeat(33) + END),
                arguments(CONNECTION_NAMES_FRAMING, GET + "Connection: Content-Length" + END),
                arguments(CONNECTION_NAMES_FRAMING, GET + "Connection: close, host" + END),
                arguments(
                        CONNECTION_NAMES_FRAMING,
                        POST
                                + "Transfer-Encoding: chunked\r\n"
                                + "Connection: close\r\nConnection: ,transfer-encoding"
                                + END),
                arguments(EXPECTATION, POST + "Expect: 200-ok" + END),
                arguments(EXPECTATION, POST + "Expect: 100-continue, x" + END));
    }

    @ParameterizedTest
    @MethodSource({"firstLines", "hosts", "framing", "fields"})
    void isRefused(Malformed why, String message) {
        byte[] bytes = Pieces.bytes(message);
        var head = new RequestHead();
        for (var pieces : Pieces.ways(bytes.length)) {
            assertThat(HeadRead.of(head, LIMITS, bytes, pieces))
                    .as("%s", pieces)
                    .isEqualTo(HeadRead.refused(why));
        }
    }

    /** Else nothing would tell the table's own mistakes. */
    @ParameterizedTest
    @MethodSource("wellFormed")
    void whatTheTableIsMadeOfIsNot(String message) {
        byte[] bytes = Pieces.bytes(message);
        var head = new RequestHead();
        for (var pieces : Pieces.ways(bytes.length)) {
            assertThat(HeadRead.of(head, LIMITS, bytes, pieces))
                    .as("%s", pieces)
                    .isEqualTo(HeadRead.whole(bytes.length));
        }
    }

    static Stream<String> wellFormed() {
        return Stream.of(
                GET + "\r\n",
                POST + "Content-Length: 0\r\n\r\n",
                POST + "Content-Length:   007 \t\r\n\r\n",
                POST + "Content-Length: 999999999999999999\r\n\r\n",
                POST + "Transfer-Encoding: chunked\r\n\r\n",
                POST + "transfer-encoding:CHUNKED\r\n\r\n",
                POST + "Expect: 100-Continue\r\n\r\n",
                GET + "Connection:\r\n\r\n",
                GET + "Connection: ,, close ,\r\n\r\n",
                GET + "A:\r\n\r\n",
                GET + "A: \u00e4\tb\r\n\r\n",
                GET + "A: b\r\n".repeat(9) + "\r\n",
                "\r\n\r\n\r\n\r\n" + GET + "\r\n",
                "GET / HTTP/1.0\r\n\r\n",
                "GET http://a/ HTTP/1.0\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /\u00e4?{|}^`\"<> HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /" + "a".repeat(299) + " HTTP/1.1\r\nHost: a\r\n\r\n",
                "G".repeat(32) + " / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http://A/ HTTP/1.1\r\nHost: a:80\r\n\r\n",
                "GET http://a: HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET https://a:443?q HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET http://[::1]:81/ HTTP/1.1\r\nHost: [::1]:81\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a_b-c.d~:65535\r\n\r\n");
    }
}
