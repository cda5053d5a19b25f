package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.testing.Awaits;
import io.penstock.testing.HttpResource;
import io.penstock.testing.OneResource;
import io.penstock.testing.ProcNetTcp;
import io.penstock.testing.RawHttp;
import io.penstock.testing.RawResource;
import io.penstock.testing.RunningAppliance;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bounds connections and messages of HTTP in time, number and size. */
class HttpBoundsTest {
    private static final String GET = "GET / HTTP/1.1\nHost: e\n\n";
    private static final String OK = "HTTP/1.1 200 OK\nContent-Length: 2\n\nok";
    private static final int MIB = 1 << 20;

    @TempDir private Path directory;

    private static OneResource http(int resource) throws IOException {
        return OneResource.at(resource).with("applicationProtocol: HTTP");
    }

    private RunningAppliance start(OneResource config) throws IOException {
        return RunningAppliance.start(directory, config.yaml());
    }

    private static RawResource saying(String answer) throws IOException {
        return RawResource.saying(answer.replace("\n", "\r\n"));
    }

    @Test
    void closesAConnectionToTheResourceThatNobodyUsesForLong() throws Exception {
        try (var web = new HttpResource()) {
            var config = http(web.port()).with("http: {pool: {idle: 1s}}");
            try (var penstock = start(config);
                    var client = RawHttp.connect(config.port())) {
                client.send(GET);
                try (var resource = web.accept()) {
                    resource.head();
                    resource.send(OK);
                    assertThat(client.answer().body()).isEqualTo("ok");
                    long since = System.nanoTime();
                    assertThat(resource.rest()).isEmpty();
                    assertThat(System.nanoTime() - since)
                            .isGreaterThan(Duration.ofMillis(900).toNanos());
                    assertThat(penstock.appliance().active()).as("the client").isEqualTo(1);
                }
            }
        }
    }

    @Test
    void doesNotUseAConnectionToTheResourceThatIsTooOld() throws Exception {
        try (var web = saying(OK)) {
            var config = http(web.port()).with("http: {pool: {maxAge: 1s}}");
            try (var _ = start(config);
                    var client = RawHttp.connect(config.port())) {
                for (int i = 0; i < 3; i++) {
                    assertThat(client.send(GET).answer().body()).isEqualTo("ok");
                }
                assertThat(web.connections()).isEqualTo(1);
                Awaits.until("another one is made", () -> connectionsAfterOneMore(web, client) > 1);
            }
        }
    }

    private static int connectionsAfterOneMore(RawResource web, RawHttp client) {
        try {
            assertThat(client.send(GET).answer().body()).isEqualTo("ok");
        } catch (IOException e) {
            throw new AssertionError("the client's connection lives on", e);
        }
        return web.connections();
    }

    @Test
    void boundsTheWholeOfARequestBeforeItsAnswerAndInIt() throws Exception {
        try (var web = new HttpResource()) {
            var config = http(web.port()).with("http: {timeouts: {request: 1s}}");
            try (var penstock = start(config);
                    var client = RawHttp.connect(config.port());
                    var other = RawHttp.connect(config.port())) {
                client.send(GET);
                try (var resource = web.accept()) {
                    resource.head();
                    assertThat(client.answer().status()).isEqualTo(504);
                }
                assertThat(penstock.logged().getString("finish")).isEqualTo("refused");
                other.send(GET);
                try (var resource = web.accept()) {
                    resource.head();
                    resource.send("HTTP/1.1 200 OK\nContent-Length: 9\n\nabc");
                    other.head();
                    assertThatThrownBy(other::rest).isInstanceOf(SocketException.class);
                }
                assertThat(penstock.logged().getString("finish")).isEqualTo("timed_out");
            }
        }
    }

    @Test
    void holdsRequestsAndAnswersToALimitOnBytes() throws Exception {
        var body = "y".repeat(3 * MIB);
        try (var web =
                RawResource.start((head, in, out) -> {
                    assertThat(in.readNBytes(3 * MIB)).hasSize(3 * MIB);
                    var answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n";
                    out.write((answer + body).getBytes(StandardCharsets.US_ASCII));
                    return true;
                })) {
            var config = http(web.port()).with("limits: {bytesPerSecond: 2MiB}");
            try (var _ = start(config);
                    var client = RawHttp.connect(config.port())) {
                for (int i = 0; i < 2; i++) {
                    long start = System.nanoTime();
                    client.send(
                            "POST / HTTP/1.1\nHost: e\nContent-Length: " + 3 * MIB + "\n\n" + body);
                    assertThat(client.answer().body()).hasSize(3 * MIB);
                    double seconds = (System.nanoTime() - start) / 1e9;
                    assertThat(seconds).as("6 MiB at 2 MiB/s").isBetween(1.8, 15.0);
                }
            }
        }
    }

    @Test
    void passesOnlySoManyInterimAnswers() throws Exception {
        var interim = "HTTP/1.1 103 Early Hints\nLink: </a>\n\n";
        try (var web = saying(interim.repeat(100) + OK);
                var endless = saying(interim.repeat(101) + OK)) {
            var config = http(web.port());
            try (var _ = start(config);
                    var client = RawHttp.connect(config.port())) {
                client.send(GET);
                for (int i = 0; i < 100; i++) {
                    assertThat(client.head()).startsWith("HTTP/1.1 103 ");
                }
                assertThat(client.answer().body()).isEqualTo("ok");
            }
            config = http(endless.port());
            try (var penstock = start(config);
                    var client = RawHttp.connect(config.port())) {
                client.send(GET);
                for (int i = 0; i < 100; i++) {
                    assertThat(client.head()).startsWith("HTTP/1.1 103 ");
                }
                assertThat(client.answer().status()).isEqualTo(502);
                assertThat(penstock.logged().toString()).contains("more interim answers");
            }
        }
    }

    @Test
    void countsTheBytesOfSlowHeads() throws Exception {
        try (var web = saying(OK)) {
            var config = http(web.port());
            try (var penstock = start(config);
                    var client = RawHttp.connect(config.port());
                    var gone = RawHttp.connect(config.port())) {
                client.send("GET / HTTP/1.1\nHost: e\nX: " + "x".repeat(10_000));
                gone.send("GET / HTTP/1.1\nHost: e\nX: " + "x".repeat(10_000));
                Awaits.until(
                        "both heads count",
                        () -> penstock.metric("penstock_relay_held_bytes") >= 20_000);
                gone.leave();
                client.send("\n\n");
                assertThat(client.answer().body()).isEqualTo("ok");
                Awaits.until(
                        "none counts any more",
                        () -> penstock.metric("penstock_relay_held_bytes") == 0);
            }
        }
    }

    @Test
    void countsDownMaxForwards() throws Exception {
        try (var web = saying(OK)) {
            var config = http(web.port());
            try (var penstock = start(config);
                    var client = RawHttp.connect(config.port())) {
                client.send("OPTIONS * HTTP/1.1\nHost: e\nMax-Forwards: 5\nX-A: b\n\n");
                assertThat(client.answer().body()).isEqualTo("ok");
                client.send("GET / HTTP/1.1\nHost: e\nMax-Forwards: 0\n\n");
                assertThat(client.answer().body()).isEqualTo("ok");
                assertThat(web.heads().getFirst())
                        .startsWith("OPTIONS * HTTP/1.1\r\n")
                        .containsOnlyOnce("Max-Forwards: 4\r\n")
                        .doesNotContain("Max-Forwards: 5")
                        .contains("X-A: b\r\n");
                assertThat(web.heads().getLast()).contains("Max-Forwards: 0\r\n");

                client.send("OPTIONS * HTTP/1.1\nHost: e\nMax-Forwards: 0\n\n");
                var answer = client.answer();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEmpty();
                assertThat(answer.header("Proxy-Status"))
                        .contains("penstock; error=proxy_internal_response");
                assertThat(client.send(GET).answer().body()).isEqualTo("ok");
                assertThat(web.heads()).hasSize(3);
                assertThat(penstock.logged().getInteger("status")).isEqualTo(200);
            }
        }
    }

    @Test
    void closesAConnectionThatHasLivedLongEnoughAfterTheRequestUnderWay() throws Exception {
        try (var web = new HttpResource()) {
            var config = http(web.port()).with("maxLifetime: 1s");
            try (var penstock = start(config);
                    var busy = RawHttp.connect(config.port());
                    var idle = RawHttp.connect(config.port())) {
                busy.send(GET);
                try (var resource = web.accept()) {
                    resource.head();
                    assertThat(idle.rest()).isEmpty();
                    resource.send(OK);
                    var answer = busy.answer();
                    assertThat(answer.body()).isEqualTo("ok");
                    assertThat(busy.rest()).isEmpty();
                }
                busy.leave();
                assertThat(penstock.loggedAs("max_lifetime").getString("closedBy"))
                        .isEqualTo("penstock");
                assertThat(penstock.loggedAs("max_lifetime").getString("closedBy"))
                        .isEqualTo("penstock");
            }
        }
    }

    @Test
    void asksTheKernelWhetherTheOtherEndsOfOldConnectionsLive() throws Exception {
        try (var web = saying(OK)) {
            var config = http(web.port());
            try (var _ = start(config);
                    var client = RawHttp.connect(config.port())) {
                assertThat(client.send(GET).answer().body()).isEqualTo("ok");
                assertThat(ProcNetTcp.keptAliveTo(web.port())).isZero();
                Awaits.until(
                        "the connection to the resource is watched",
                        Duration.ofSeconds(20),
                        () -> ProcNetTcp.keptAliveTo(web.port()) == 1);
            }
        }
    }
}
