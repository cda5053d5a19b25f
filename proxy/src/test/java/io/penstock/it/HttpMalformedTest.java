package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.testing.OneResource;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResource;
import io.penstock.testing.RunningAppliance;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is ambiguous is answered by Penstock, and neither end hears of the other. */
class HttpMalformedTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";
    private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";
    private static final String END = "\r\n\r\n";

    @TempDir private static Path directory;
    private static RawResource resource;
    private static RunningAppliance penstock;
    private static OneResource config;

    private static volatile String answer = "";

    @BeforeAll
    static void start() throws Exception {
        resource =
                RawResource.start((head, in, out) -> {
                    out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
                    return false;
                });
        config = OneResource.at(resource.port()).with("applicationProtocol: HTTP");
        penstock = RunningAppliance.start(directory, config.yaml());
    }

    @AfterAll
    static void stop() throws Exception {
        penstock.close();
        resource.close();
    }

    static Stream<Arguments> requests() {
        return Stream.of(
                arguments(400, "GET / HTTP/1.1\nHost: a\n\n"),
                arguments(400, "GET / HTTP/1.1\rHost: a" + END),
                arguments(400, "GET  / HTTP/1.1\r\nHost: a" + END),
                arguments(400, "GET\t/ HTTP/1.1\r\nHost: a" + END),
                arguments(400, "GET /\u0001 HTTP/1.1\r\nHost: a" + END),
                arguments(400, "G@T / HTTP/1.1\r\nHost: a" + END),
                arguments(400, "GET a HTTP/1.1\r\nHost: a" + END),
                arguments(400, "GET / HTTP" + END),
                arguments(400, "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001" + END),
                arguments(400, "\r\n\r\n\r\n\r\n\r\n\r\n" + GET + "\r\n"),
                arguments(400, "GET / HTTP/1.1" + END),
                arguments(400, GET + "Host: b" + END),
                arguments(400, "GET / HTTP/1.1\r\nHost: a/b" + END),
                arguments(400, "GET http://b/ HTTP/1.1\r\nHost: a" + END),
                arguments(400, "GET http://me@a/ HTTP/1.1\r\nHost: a" + END),
                arguments(400, GET + "A: b\r\n c" + END),
                arguments(400, GET + "A : b" + END),
                arguments(400, GET + "A" + END),
                arguments(400, GET + ": b" + END),
                arguments(400, GET + "A: b\0" + END),
                arguments(400, GET + "A: b\nC: d" + END),
                arguments(400, GET + "Connection: Content-Length" + END),
                arguments(400, GET + "Connection: a b" + END),
                arguments(400, POST + "Content-Length: 1\r\nContent-Length: 1" + END + "a"),
                arguments(400, POST + "Content-Length: 1, 1" + END + "a"),
                arguments(400, POST + "Content-Length: +1" + END + "a"),
                arguments(400, POST + "Content-Length: 99999999999999999999" + END),
                arguments(
                        400, POST + "Content-Length: 6\r\nTransfer-Encoding: chunked" + END + "0"),
                arguments(400, POST + "Transfer-Encoding: gzip" + END),
                arguments(400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked" + END),
                arguments(400, CHUNKED + "x\r\n"),
                arguments(400, CHUNKED + "1\na\n0\n\n"),
                arguments(400, CHUNKED + "1 \r\na\r\n0" + END),
                arguments(400, CHUNKED + "1;a\nb\r\na\r\n0" + END),
                arguments(400, CHUNKED + "1\r\nab\r\n0" + END),
                arguments(400, CHUNKED + "ffffffffffffffff\r\n"),
                arguments(400, CHUNKED + "0\r\nContent-Length: 1" + END),
                arguments(400, CHUNKED + "0\r\nHost: b" + END),
                arguments(417, POST + "Expect: a\r\nContent-Length: 1" + END),
                arguments(501, POST + "Transfer-Encoding: gzip, chunked" + END),
                arguments(501, "CONNECT a:443 HTTP/1.1\r\nHost: a:443" + END),
                arguments(501, "G".repeat(40) + " / HTTP/1.1\r\nHost: a" + END),
                arguments(505, "GET / HTTP/1.2\r\nHost: a" + END),
                arguments(505, "GET / HTTP/3.0\r\nHost: a" + END),
                arguments(414, "GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: a" + END),
                arguments(431, GET + "A: " + "b".repeat(17_000) + END),
                arguments(431, GET + "A: b\r\n".repeat(130) + "\r\n"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestIsRefusedAndNotPassedOn(int status, String message) throws Exception {
        answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        int before = resource.heads().size();
        try (var client = RawClient.connect(config.port())) {
            client.say(message);
            assertThat(client.head())
                    .startsWith("HTTP/1.1 " + status + " ")
                    .containsIgnoringCase("Connection: close")
                    .containsIgnoringCase("Content-Type: application/problem+json")
                    .containsIgnoringCase("Proxy-Status: penstock");
            assertThat(client.rest()).contains(String.valueOf(status)).endsWith("}\n");
        }
        assertThat(resource.heads()).hasSize(before);
    }

    static Stream<String> answers() {
        return Stream.of(
                "hello" + END,
                "HTTP/1.1 20 OK" + END,
                "HTTP/2.0 200 OK" + END,
                "HTTP/1.1 200 OK\n\n",
                "HTTP/1.1 200 OK\r\nA : b" + END,
                "HTTP/1.1 200 OK\r\nA: b\r\n c" + END,
                "HTTP/1.1 200 OK\r\nA: b\0" + END,
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2" + END + "ab",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked" + END,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip" + END,
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked" + END,
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked" + END + "x\r\n",
                "HTTP/1.1 101 Now\r\nUpgrade: x\r\nConnection: upgrade" + END,
                "HTTP/1.1 200 OK\r\nA: " + "b".repeat(40_000) + END,
                "HTTP/1.1 200");
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anAnswerIsRefusedAndNotPassedOn(String message) throws Exception {
        answer = message;
        try (var client = RawClient.connect(config.port())) {
            client.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
            assertThat(client.head()).startsWith("HTTP/1.1 502 ");
        }
    }
}
