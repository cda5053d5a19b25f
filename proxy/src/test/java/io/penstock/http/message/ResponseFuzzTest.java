package io.penstock.http.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** The same as {@link RequestFuzzTest} for answers; the first byte says to what request. */
class ResponseFuzzTest {
    private static final String NEXT = "HTTP/1.1 299 Next\r\nContent-Length: 0\r\n\r\n";
    private static final NettyRead THE_NEXT = new NettyRead("299", "", true);

    @FuzzTest(maxDuration = "10m")
    @DictionaryEntries({
        "HTTP/1.1 200 OK\\x0d\\x0a",
        "HTTP/1.0 304\\x0d\\x0a",
        "HTTP/1.1 204 No\\x0d\\x0a",
        "\\x0d\\x0a\\x0d\\x0a",
        "Content-Length: ",
        "Transfer-Encoding: chunked\\x0d\\x0a",
        "Connection: close\\x0d\\x0a",
        "Upgrade: ",
        "Trailer: ",
        "0\\x0d\\x0a\\x0d\\x0a",
        "1;a=b\\x0d\\x0a"
    })
    void anotherReaderTakesAnAnswerForTheSame(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        byte[] message = Arrays.copyOfRange(bytes, 1, bytes.length);
        var request = (bytes[0] & 1) == 0 ? Method.GET : Method.HEAD;
        boolean unframed = (bytes[0] & 2) != 0;
        var relayed = Relayed.answer(message, Pieces.whole(message.length), request, unframed);
        var again =
                Relayed.answer(
                        message, Pieces.random(message.length, message.length), request, unframed);
        assertThat(again).isEqualTo(relayed);
        if (relayed.isPassed()) {
            check(relayed, request == Method.HEAD);
        }
    }

    private static void check(Relayed relayed, boolean toHead) {
        var expected = new NettyRead(relayed.line(), relayed.content(), true);
        if (relayed.toEnd()) {
            assertThat(NettyRead.answers(Pieces.bytes(relayed.passed()), toHead))
                    .containsExactly(expected);
        } else if (!relayed.line().equals("101")) {
            byte[] both = Pieces.bytes(relayed.passed() + NEXT);
            assertThat(NettyRead.answers(both, toHead)).containsExactly(expected, THE_NEXT);
        }
    }
}
