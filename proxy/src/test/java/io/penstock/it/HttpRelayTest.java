package io.penstock.it;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.penstock.testing.Awaits;
import io.penstock.testing.HttpResource;
import io.penstock.testing.OneResource;
import io.penstock.testing.RawHttp;
import io.penstock.testing.RunningAppliance;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/1.1 in clear through one endpoint, request by request. */
class HttpRelayTest {
    private static final String GET = "GET /page HTTP/1.1\nHost: entry.test\n\n";

    @TempDir private Path directory;

    @Test
    void relaysRequestsOfOneConnectionOverOneConnection() throws Exception {
        var web = new WireMockServer(wireMockConfig().bindAddress("127.0.0.1").dynamicPort());
        web.start();
        web.stubFor(any(anyUrl()).willReturn(ok("the page").withHeader("X-Web", "yes")));
        try (var penstock = start(http(web.port()));
                var client = RawHttp.connect(port)) {
            for (int i = 0; i < 3; i++) {
                var answer = client.send(GET).answer();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("the page");
                assertThat(answer.header("X-Web")).contains("yes");
            }
            web.verify(
                    3,
                    getRequestedFor(urlEqualTo("/page"))
                            .withHeader("Host", equalTo("127.0.0.1:" + web.port()))
                            .withHeader("X-Forwarded-For", equalTo("127.0.0.1"))
                            .withHeader("X-Forwarded-Proto", equalTo("http"))
                            .withHeader("Via", equalTo("1.1 penstock"))
                            .withHeader(
                                    "traceparent", matching("00-[0-9a-f]{32}-[0-9a-f]{16}-00")));
            assertThat(penstock.metric("penstock_http_upstream_connections")).isEqualTo(1);
            client.leave();
            var line = penstock.logged();
            assertThat(line.getString("protocol")).isEqualTo("http");
            assertThat(line.getString("path")).isEqualTo("/page");
            assertThat(line.getInteger("status")).isEqualTo(200);
            assertThat(line.getString("finish")).isEqualTo("answered");
            assertThat(line.getBoolean("reused")).isFalse();
            assertThat(penstock.logged().getBoolean("reused")).isTrue();
            assertThat(penstock.metric("penstock_http_requests_total", "\"2xx\"")).isEqualTo(3);
            assertThat(penstock.metric("penstock_http_requests_active")).isZero();
        } finally {
            web.stop();
        }
    }

    @Test
    void relaysBodiesOfBothFramings() throws Exception {
        var web = new WireMockServer(wireMockConfig().bindAddress("127.0.0.1").dynamicPort());
        web.start();
        web.stubFor(any(anyUrl()).willReturn(ok("done")));
        try (var penstock = start(http(web.port()));
                var client = RawHttp.connect(port)) {
            var body = "0123456789".repeat(20_000);
            client.send("POST /one HTTP/1.1\nHost: e\nContent-Length: 200000\n\n" + body);
            assertThat(client.answer().body()).isEqualTo("done");
            client.send("POST /two HTTP/1.1\nHost: e\nTransfer-Encoding: chunked\n\n");
            for (int i = 0; i < 20; i++) {
                client.send("2710\n" + body.substring(0, 10_000) + "\n");
            }
            client.send("0\n\n");
            assertThat(client.answer().body()).isEqualTo("done");
            web.verify(postRequestedFor(urlEqualTo("/one")).withRequestBody(equalTo(body)));
            web.verify(postRequestedFor(urlEqualTo("/two")).withRequestBody(equalTo(body)));
            assertThat(penstock.metric("penstock_bytes_total", "to_resource"))
                    .isGreaterThan(400_000);
        } finally {
            web.stop();
        }
    }

    @Test
    void passesTrailersInterimAnswersAndHeads() throws Exception {
        try (var web = new HttpResource();
                var penstock = start(http(web.port()));
                var client = RawHttp.connect(port)) {
            client.send("POST / HTTP/1.1\nHost: e\nExpect: 100-continue\nContent-Length: 2\n\n");
            var resource = web.accept();
            assertThat(resource.head()).contains("Expect: 100-continue");
            resource.send("HTTP/1.1 100 Continue\n\n");
            assertThat(client.head()).startsWith("HTTP/1.1 100");
            client.send("ab");
            assertThat(resource.read(2)).isEqualTo("ab");
            resource.send("HTTP/1.1 103 Early Hints\nLink: </a>\n\nHTTP/1.1 200 OK\n");
            resource.send("Transfer-Encoding: chunked\n\n3\nabc\n0\nX-Sum: 1\n\n");
            assertThat(client.head()).startsWith("HTTP/1.1 103");
            var answer = client.answer();
            assertThat(answer.body()).isEqualTo("abc");
            assertThat(answer.header("X-Sum")).contains("1");

            client.send("HEAD / HTTP/1.1\nHost: e\n\n");
            assertThat(resource.head()).startsWith("HEAD / HTTP/1.1");
            resource.send("HTTP/1.1 200 OK\nContent-Length: 999\n\n");
            assertThat(client.answerWithoutBody().header("Content-Length")).contains("999");

            client.send(GET);
            assertThat(resource.head()).startsWith("GET /page");
            resource.send("HTTP/1.1 304 Not Modified\nETag: x\n\n");
            assertThat(client.answer().status()).isEqualTo(304);
            resource.leave();
            assertThat(penstock.logged().getInteger("status")).isEqualTo(200);
        }
    }

    @Test
    void givesAClientOfHttp10NoChunks() throws Exception {
        try (var web = new HttpResource();
                var penstock = start(http(web.port()));
                var client = RawHttp.connect(port)) {
            client.send("GET / HTTP/1.0\n\n");
            var resource = web.accept();
            assertThat(resource.head()).startsWith("GET / HTTP/1.1");
            resource.send("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n3\nabc\n2\nde\n0\n\n");
            assertThat(client.head()).doesNotContainIgnoringCase("chunked");
            assertThat(client.rest()).isEqualTo("abcde");
            resource.leave();
            assertThat(penstock.logged().getString("httpVersion")).isEqualTo("1.0");
        }
    }

    @Test
    void answersPipelinedRequestsInTheirOrder() throws Exception {
        try (var web = new HttpResource();
                var penstock = start(http(web.port()));
                var client = RawHttp.connect(port)) {
            client.send(GET + GET.replace("page", "two") + GET.replace("page", "three"));
            client.socket().shutdownOutput();
            try (var resource = web.accept()) {
                for (int i = 1; i <= 3; i++) {
                    resource.head();
                    resource.send("HTTP/1.1 200 OK\nContent-Length: 1\n\n" + i);
                    assertThat(client.answer().body()).isEqualTo("" + i);
                }
            }
            assertThat(client.rest()).isEmpty();
            assertThat(penstock.logged().getString("path")).isEqualTo("/page");
        }
    }

    @Test
    void resetsTheClientWhereAnAnswerBreaksOff() throws Exception {
        try (var web = new HttpResource();
                var penstock = start(http(web.port()));
                var client = RawHttp.connect(port)) {
            client.send(GET);
            try (var resource = web.accept()) {
                resource.head();
                resource.send("HTTP/1.1 200 OK\nContent-Length: 10\n\nabc");
                assertThat(client.head()).startsWith("HTTP/1.1 200");
                assertThat(client.read(3)).isEqualTo("abc");
            }
            assertThatThrownBy(client::rest).isInstanceOf(SocketException.class);
            assertThat(penstock.logged().getString("finish")).isEqualTo("broken_off");
        }
    }

    @Test
    void tellsTheResourceWhenTheClientIsGone() throws Exception {
        try (var web = new HttpResource();
                var penstock = start(http(web.port()));
                var client = RawHttp.connect(port)) {
            client.send(GET);
            try (var resource = web.accept()) {
                resource.head();
                client.socket().setSoLinger(true, 0);
                client.leave();
                assertThatThrownBy(resource::line)
                        .isInstanceOfAny(SocketException.class, EOFException.class);
            }
            assertThat(penstock.logged().getString("finish")).isEqualTo("client_gone");
        }
    }

    @Test
    void sendsARequestOnceMoreWhereItsReusedConnectionWasClosed() throws Exception {
        try (var web = new HttpResource();
                var penstock = start(http(web.port()));
                var client = RawHttp.connect(port)) {
            client.send(GET);
            var resource = web.accept();
            resource.head();
            resource.send("HTTP/1.1 200 OK\nContent-Length: 0\n\n");
            assertThat(client.answer().status()).isEqualTo(200);
            client.send(GET);
            resource.head();
            resource.leave();
            try (var next = web.accept()) {
                next.head();
                next.send("HTTP/1.1 200 OK\nContent-Length: 3\n\nnew");
                assertThat(client.answer().body()).isEqualTo("new");
            }
            assertThat(penstock.metric("penstock_http_retries_total")).isEqualTo(1);
        }
    }

    @Test
    void doesNotSendWhatMayWriteTwice() throws Exception {
        try (var web = new HttpResource();
                var penstock = start(http(web.port()));
                var client = RawHttp.connect(port)) {
            client.send(GET);
            var resource = web.accept();
            resource.head();
            resource.send("HTTP/1.1 200 OK\nContent-Length: 0\n\n");
            client.answer();
            client.send("POST / HTTP/1.1\nHost: e\nContent-Length: 0\n\n");
            resource.head();
            resource.leave();
            var answer = client.answer();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.header("Proxy-Status"))
                    .contains("penstock; error=connection_terminated");
            assertThat(answer.header("Content-Type")).contains("application/problem+json");
            assertThat(penstock.metric("penstock_http_refusals_total", "connection_terminated"))
                    .isEqualTo(1);
        }
    }

    @Test
    void closesAConnectionThatTheResourceClosedWhileNobodyUsedIt() throws Exception {
        try (var web = new HttpResource();
                var penstock = start(http(web.port()));
                var client = RawHttp.connect(port)) {
            client.send(GET);
            try (var resource = web.accept()) {
                resource.head();
                resource.send("HTTP/1.1 200 OK\nContent-Length: 0\n\n");
                client.answer();
            }
            Awaits.until(
                    "it is closed",
                    () -> penstock.metric("penstock_http_upstream_connections") == 0);
        }
    }

    @Test
    void handsTheSocketsToTheRelayAfterAnUpgrade() throws Exception {
        try (var web = new HttpResource();
                var penstock = start(http(web.port()));
                var client = RawHttp.connect(port)) {
            client.send("GET /chat HTTP/1.1\nHost: e\nConnection: keep-alive, Upgrade\n");
            client.send("Upgrade: websocket\nSec-WebSocket-Key: a\n\nearly");
            try (var resource = web.accept()) {
                assertThat(resource.head()).contains("Upgrade: websocket");
                resource.send("HTTP/1.1 101 Switching Protocols\nConnection: Upgrade\n");
                resource.send("Upgrade: websocket\n\nhello");
                assertThat(client.head()).contains("101").contains("Upgrade: websocket");
                assertThat(client.read(5)).isEqualTo("hello");
                assertThat(resource.read(5)).isEqualTo("early");
                client.send("ping");
                assertThat(resource.read(4)).isEqualTo("ping");
                resource.send("pong");
                assertThat(client.read(4)).isEqualTo("pong");
                client.socket().shutdownOutput();
                assertThat(resource.rest()).isEmpty();
            }
            assertThat(client.rest()).isEmpty();
            assertThat(penstock.logged().getString("finish")).isEqualTo("switched");
            assertThat(penstock.logged().getString("closeReason")).isEqualTo("closed");
        }
    }

    private int port;

    private static OneResource http(int resourcePort) throws IOException {
        return OneResource.at(resourcePort).with("applicationProtocol: HTTP");
    }

    private RunningAppliance start(OneResource config) throws IOException {
        port = config.port();
        return RunningAppliance.start(directory, config.yaml());
    }
}
