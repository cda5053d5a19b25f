package io.penstock.http.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Whatever a client sends: what is passed on, another reader takes for the same one message, and
 * finds the next one right behind it. CONTRIBUTING.md says how to look for more inputs.
 */
class RequestFuzzTest {
    private static final String NEXT = "GET /next HTTP/1.1\r\nHost: n\r\n\r\n";

    @FuzzTest(maxDuration = "10m")
    @DictionaryEntries({
        "GET / HTTP/1.1\\x0d\\x0aHost: a\\x0d\\x0a",
        "POST / HTTP/1.0\\x0d\\x0a",
        "http://a/",
        "\\x0d\\x0a\\x0d\\x0a",
        "Content-Length: ",
        "Transfer-Encoding: chunked\\x0d\\x0a",
        "Connection: ",
        "Upgrade: ",
        "Expect: 100-continue\\x0d\\x0a",
        "X-Forwarded-For: ",
        "Via: ",
        "Trailer: ",
        "0\\x0d\\x0a\\x0d\\x0a",
        "1;a=b\\x0d\\x0a"
    })
    void anotherReaderTakesARequestForTheSame(byte[] bytes) {
        var relayed = Relayed.request(bytes, Pieces.whole(bytes.length));
        var again = Relayed.request(bytes, Pieces.random(bytes.length, bytes.length));
        assertThat(again).isEqualTo(relayed);
        if (relayed.isPassed()) {
            assertThat(NettyRead.requests(Pieces.bytes(relayed.passed() + NEXT)))
                    .containsExactly(
                            new NettyRead(relayed.line(), relayed.content(), true),
                            new NettyRead("GET /next", "", true));
            byte[] passed = Pieces.bytes(relayed.passed());
            var twice = Relayed.request(passed, Pieces.whole(passed.length));
            assertThat(twice.why()).isEmpty();
            assertThat(twice.line()).isEqualTo(relayed.line());
            assertThat(twice.content()).isEqualTo(relayed.content());
        }
    }
}
