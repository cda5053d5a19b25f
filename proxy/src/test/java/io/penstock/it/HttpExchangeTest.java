package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.testing.OneResource;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResource;
import io.penstock.testing.RunningAppliance;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages as both ends see them, byte for byte. */
class HttpExchangeTest {
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    @TempDir private Path directory;

    /** What a test does with a client, in front of a resource. */
    private interface Scene {
        void play(OneResource config, RawResource resource, RawClient client) throws Exception;
    }

    private void play(RawResource.Handler handler, Scene scene) throws Exception {
        try (var resource = RawResource.start(handler)) {
            var config = OneResource.at(resource.port()).with("applicationProtocol: HTTP");
            try (var penstock = RunningAppliance.start(directory, config.yaml());
                    var client = RawClient.connect(config.port())) {
                assertThat(penstock.appliance().active()).isNotNegative();
                scene.play(config, resource, client);
            }
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String take(InputStream in, int bytes) throws IOException {
        return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
    }

    private static RawResource.Handler saying(String answer) {
        return (head, in, out) -> {
            say(out, answer);
            return true;
        };
    }

    @Test
    void theHeadIsTheResourcesAndSaysWhoAsks() throws Exception {
        play(
                saying(OK + "Content-Length: 2\r\nKeep-Alive: timeout=5\r\nX-A: b\r\n\r\nhi"),
                (config, resource, client) -> {
                    client.ask(
                            "GET /a?b HTTP/1.1",
                            "Host: endpoint:1",
                            "Connection: X-Mine",
                            "X-Mine: a",
                            "X-A: b");
                    assertThat(client.head())
                            .startsWith(OK)
                            .contains(
                                    "X-A: b\r\n", "Via: 1.1 penstock\r\n", "Content-Length: 2\r\n")
                            .doesNotContain("Keep-Alive");
                    assertThat(client.next(2)).isEqualTo("hi");
                    assertThat(resource.heads().getFirst())
                            .startsWith("GET /a?b HTTP/1.1\r\nHost: 127.0.0.1:" + resource.port())
                            .contains(
                                    "X-A: b\r\n",
                                    "X-Forwarded-For: 127.0.0.1\r\n",
                                    "X-Forwarded-Host: endpoint:1\r\n",
                                    "traceparent: 00-")
                            .doesNotContain("X-Mine", "Connection");
                });
    }

    @Test
    void requestsThatComeTogetherAreAnsweredInOrderOnOneConnection() throws Exception {
        play(
                (head, in, out) -> {
                    String path = head.split(" ", 3)[1];
                    say(out, OK + "Content-Length: " + path.length() + "\r\n\r\n" + path);
                    return true;
                },
                (config, resource, client) -> {
                    var all = new StringBuilder();
                    for (int i = 10; i < 60; i++) {
                        all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
                    }
                    client.say(all.toString());
                    for (int i = 10; i < 60; i++) {
                        assertThat(client.head()).startsWith(OK);
                        assertThat(client.next(3)).isEqualTo("/" + i);
                    }
                    assertThat(resource.connections()).isEqualTo(1);
                });
    }

    @Test
    void aHeadThatComesByteByByteIsTakenTogether() throws Exception {
        play(
                saying(OK + "Content-Length: 0\r\n\r\n"),
                (config, resource, client) -> {
                    for (char c : "\r\nGET /slow HTTP/1.1\r\nHost: a\r\n\r\n".toCharArray()) {
                        client.out().write(c);
                    }
                    assertThat(client.head()).startsWith(OK);
                    assertThat(resource.heads().getFirst()).startsWith("GET /slow HTTP/1.1\r\n");
                });
    }

    @Test
    void trailersPassBothWays() throws Exception {
        String body = "3;x=y\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n";
        play(
                (head, in, out) -> {
                    String got = take(in, body.length());
                    say(out, OK + "Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n" + got);
                    return true;
                },
                (config, resource, client) -> {
                    for (int i = 0; i < 2; i++) {
                        client.ask(
                                "POST / HTTP/1.1",
                                "Host: a",
                                "TE: trailers",
                                "Connection: TE",
                                "Trailer: X-Sum",
                                "Transfer-Encoding: chunked");
                        client.say(body);
                        assertThat(client.head())
                                .contains("Transfer-Encoding: chunked\r\n", "Trailer: X-Sum\r\n");
                        assertThat(client.next(body.length())).isEqualTo(body);
                    }
                    assertThat(resource.heads().getLast())
                            .contains(
                                    "TE: trailers\r\n", "Connection: TE\r\n", "Trailer: X-Sum\r\n");
                });
    }

    @Test
    void interimAnswersPass() throws Exception {
        play(
                (head, in, out) -> {
                    say(out, "HTTP/1.1 100 Continue\r\n\r\n");
                    assertThat(take(in, 3)).isEqualTo("abc");
                    say(out, "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n");
                    say(out, OK + "Content-Length: 1\r\n\r\nx");
                    return true;
                },
                (config, resource, client) -> {
                    client.ask(
                            "POST / HTTP/1.1",
                            "Host: a",
                            "Expect: 100-continue",
                            "Content-Length: 3");
                    assertThat(client.head()).startsWith("HTTP/1.1 100 Continue\r\n");
                    client.say("abc");
                    assertThat(client.head()).startsWith("HTTP/1.1 103 ").contains("Link: a\r\n");
                    assertThat(client.head()).startsWith(OK);
                    assertThat(client.next(1)).isEqualTo("x");
                });
    }

    @Test
    void answersWithoutABodyHaveNone() throws Exception {
        play(
                (head, in, out) -> {
                    switch (head.split(" ", 3)[1]) {
                        case "/head" -> say(out, OK + "Content-Length: 3\r\n\r\n");
                        case "/204" -> say(out, "HTTP/1.1 204 No\r\n\r\n");
                        case "/304" -> say(out, "HTTP/1.1 304 Same\r\nContent-Length: 3\r\n\r\n");
                        default -> say(out, OK + "Content-Length: 3\r\n\r\nend");
                    }
                    return true;
                },
                (config, resource, client) -> {
                    client.ask("HEAD /head HTTP/1.1", "Host: a");
                    assertThat(client.head()).contains("Content-Length: 3\r\n");
                    client.ask("GET /204 HTTP/1.1", "Host: a");
                    assertThat(client.head()).startsWith("HTTP/1.1 204 ");
                    client.ask("GET /304 HTTP/1.1", "Host: a");
                    assertThat(client.head()).startsWith("HTTP/1.1 304 ");
                    client.ask("GET /end HTTP/1.1", "Host: a");
                    assertThat(client.head()).startsWith(OK);
                    assertThat(client.next(3)).isEqualTo("end");
                    assertThat(resource.connections()).isEqualTo(1);
                });
    }

    @Test
    void aClientOfHttp10GetsNoChunks() throws Exception {
        play(
                saying(OK + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
                (config, resource, client) -> {
                    client.ask("GET / HTTP/1.0");
                    assertThat(client.head()).doesNotContain("chunked");
                    assertThat(client.rest()).isEqualTo("abcde");
                });
    }

    @Test
    void aClientOfHttp10MayKeepItsConnection() throws Exception {
        play(
                saying(OK + "Content-Length: 1\r\n\r\na"),
                (config, resource, client) -> {
                    for (int i = 0; i < 2; i++) {
                        client.ask("GET / HTTP/1.0", "Connection: keep-alive");
                        assertThat(client.head()).contains("Connection: keep-alive\r\n");
                        assertThat(client.next(1)).isEqualTo("a");
                    }
                });
    }

    @Test
    void anAnswerWithoutLengthEndsWithTheConnection() throws Exception {
        play(
                (head, in, out) -> {
                    say(out, "HTTP/1.0 200 OK\r\n\r\nabc");
                    return false;
                },
                (config, resource, client) -> {
                    client.ask("GET / HTTP/1.1", "Host: a");
                    assertThat(client.head()).contains("Connection: close\r\n");
                    assertThat(client.rest()).isEqualTo("abc");
                });
    }

    /** Else nobody could tell it from one that is whole. */
    @Test
    void anAnswerThatBreaksOffEndsWithAReset() throws Exception {
        play(
                (head, in, out) -> {
                    say(out, OK + "Content-Length: 10\r\n\r\nabc");
                    return false;
                },
                (config, resource, client) -> {
                    client.ask("GET / HTTP/1.1", "Host: a");
                    assertThat(client.head()).startsWith(OK);
                    assertThatThrownBy(client::rest).hasMessageContaining("reset");
                });
    }

    @Test
    void aClientThatHalfClosesGetsItsAnswer() throws Exception {
        play(
                saying(OK + "Content-Length: 3\r\n\r\nabc"),
                (config, resource, client) -> {
                    client.ask("GET / HTTP/1.1", "Host: a");
                    client.socket().shutdownOutput();
                    assertThat(client.head()).startsWith(OK);
                    assertThat(client.rest()).isEqualTo("abc");
                });
    }

    @Test
    void anEarlyAnswerIsHeardAlthoughTheRequestGoesOn() throws Exception {
        play(
                (head, in, out) -> {
                    say(out, "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
                    in.transferTo(OutputStream.nullOutputStream());
                    return false;
                },
                (config, resource, client) -> {
                    client.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nabc");
                    assertThat(client.head()).startsWith("HTTP/1.1 413 ");
                    assertThat(client.next(2)).isEqualTo("no");
                });
    }

    @Test
    void anyUpgradePasses() throws Exception {
        play(
                (head, in, out) -> {
                    assertThat(head).contains("Upgrade: echo\r\n", "Connection: upgrade\r\n");
                    say(
                            out,
                            "HTTP/1.1 101 Now\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nfirst");
                    in.transferTo(out);
                    return false;
                },
                (config, resource, client) -> {
                    client.ask(
                            "GET / HTTP/1.1",
                            "Host: a",
                            "Connection: keep-alive, Upgrade",
                            "Upgrade: echo");
                    assertThat(client.head())
                            .startsWith("HTTP/1.1 101 ")
                            .containsIgnoringCase("Connection: upgrade\r\n")
                            .contains("Upgrade: echo\r\n");
                    assertThat(client.next(5)).isEqualTo("first");
                    client.say("no HTTP at all\0\n");
                    assertThat(client.next(16)).isEqualTo("no HTTP at all\0\n");
                    client.socket().shutdownOutput();
                    assertThat(client.rest()).isEmpty();
                });
    }

    @Test
    void anUpgradeThatIsDeclinedIsAnAnswerLikeAnyOther() throws Exception {
        play(
                saying(OK + "Content-Length: 1\r\n\r\na"),
                (config, resource, client) -> {
                    for (int i = 0; i < 2; i++) {
                        client.ask(
                                "GET / HTTP/1.1",
                                "Host: a",
                                "Connection: Upgrade",
                                "Upgrade: echo");
                        assertThat(client.head()).startsWith(OK);
                        assertThat(client.next(1)).isEqualTo("a");
                    }
                });
    }
}
