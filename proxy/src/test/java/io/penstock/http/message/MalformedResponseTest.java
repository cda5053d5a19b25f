package io.penstock.http.message;

import static io.penstock.http.message.Malformed.BARE_LF;
import static io.penstock.http.message.Malformed.CODING_IN_1_0;
import static io.penstock.http.message.Malformed.CODING_NOT_CHUNKED;
import static io.penstock.http.message.Malformed.CODING_NOT_SERVED;
import static io.penstock.http.message.Malformed.CONNECTION_NAMES_FRAMING;
import static io.penstock.http.message.Malformed.CONTROL;
import static io.penstock.http.message.Malformed.FOLDED;
import static io.penstock.http.message.Malformed.HEAD_TOO_LARGE;
import static io.penstock.http.message.Malformed.LENGTH;
import static io.penstock.http.message.Malformed.LENGTH_AND_CODING;
import static io.penstock.http.message.Malformed.LENGTH_TWICE;
import static io.penstock.http.message.Malformed.NOT_ASKED_TO_SWITCH;
import static io.penstock.http.message.Malformed.NO_COLON;
import static io.penstock.http.message.Malformed.NUL;
import static io.penstock.http.message.Malformed.SPACE_BEFORE_COLON;
import static io.penstock.http.message.Malformed.STATUS_LINE;
import static io.penstock.http.message.Malformed.TOO_MANY_FIELDS;
import static io.penstock.http.message.Malformed.VERSION_NOT_SERVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.resource.HttpLimits;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Heads of answers that are refused, and why; in whatever pieces they come. */
class MalformedResponseTest {
    private static final HttpLimits LIMITS = new HttpLimits(2048, 10, 300, 1);
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String END = "\r\n\r\n";

    static Stream<Arguments> answers() {
        return Stream.of(
                arguments(STATUS_LINE, "\r\n" + OK + "\r\n"),
                arguments(STATUS_LINE, " HTTP/1.1 200 OK" + END),
                arguments(STATUS_LINE, "hello" + END),
                arguments(STATUS_LINE, "HTTP/1.1" + END),
                arguments(STATUS_LINE, "HTTP/1.1 20" + END),
                arguments(STATUS_LINE, "HTTP/1.1 2000 OK" + END),
                arguments(STATUS_LINE, "HTTP/1.1 20x OK" + END),
                arguments(STATUS_LINE, "HTTP/1.1 099 Low" + END),
                arguments(STATUS_LINE, "HTTP/1.1  200 OK" + END),
                arguments(STATUS_LINE, "HTTP/1.1\t200 OK" + END),
                arguments(STATUS_LINE, "HTTP/1.1 200\tOK" + END),
                arguments(STATUS_LINE, "http/1.1 200 OK" + END),
                arguments(STATUS_LINE, "ICY 200 OK" + END),
                arguments(STATUS_LINE, "GET / HTTP/1.1\r\nHost: a" + END),
                arguments(VERSION_NOT_SERVED, "HTTP/2.0 200 OK" + END),
                arguments(VERSION_NOT_SERVED, "HTTP/1.2 200 OK" + END),
                arguments(BARE_LF, "HTTP/1.1 200 OK\n\n"),
                arguments(BARE_LF, OK + "A: b\n" + END),
                arguments(NUL, "HTTP/1.1 200 O\0K" + END),
                arguments(CONTROL, OK + "A: b\u0001" + END),
                arguments(FOLDED, OK + "A: b\r\n c" + END),
                arguments(NO_COLON, OK + "A" + END),
                arguments(SPACE_BEFORE_COLON, OK + "Content-Length : 3" + END),
                arguments(LENGTH, OK + "Content-Length: x" + END),
                arguments(LENGTH_TWICE, OK + "Content-Length: 3\r\nContent-Length: 3" + END),
                arguments(
                        LENGTH_AND_CODING,
                        OK + "Content-Length: 3\r\nTransfer-Encoding: chunked" + END),
                arguments(CODING_NOT_CHUNKED, OK + "Transfer-Encoding: gzip" + END),
                arguments(CODING_NOT_SERVED, OK + "Transfer-Encoding: gzip, chunked" + END),
                arguments(CODING_IN_1_0, "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked" + END),
                arguments(CONNECTION_NAMES_FRAMING, OK + "Connection: content-length" + END),
                arguments(TOO_MANY_FIELDS, OK + "A: b\r\n".repeat(11) + "\r\n"),
                arguments(HEAD_TOO_LARGE, OK + "A: " + "b".repeat(2048) + END),
                arguments(HEAD_TOO_LARGE, "HTTP/1.1 200 " + "b".repeat(2048) + END),
                arguments(
                        NOT_ASKED_TO_SWITCH,
                        "HTTP/1.1 101 Now\r\nUpgrade: x\r\nConnection: upgrade" + END));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void isRefused(Malformed why, String message) {
        byte[] bytes = Pieces.bytes(message);
        var head = new ResponseHead();
        for (var pieces : Pieces.ways(bytes.length)) {
            assertThat(HeadRead.of(head.clear(LIMITS, Method.GET, false, false), bytes, pieces))
                    .as("%s", pieces)
                    .isEqualTo(HeadRead.refused(why));
        }
    }
}
