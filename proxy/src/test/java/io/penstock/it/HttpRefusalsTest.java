package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.reload.Trigger;
import io.penstock.testing.Awaits;
import io.penstock.testing.HttpResource;
import io.penstock.testing.OneResource;
import io.penstock.testing.RawHttp;
import io.penstock.testing.RunningAppliance;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client of HTTP is told where it does not get the resource's answer. */
class HttpRefusalsTest {
    private static final String GET = "GET /page?secret HTTP/1.1\nHost: e\n\n";
    private static final String EMPTY = "HTTP/1.1 200 OK\nContent-Length: 0\n\n";

    @TempDir private Path directory;

    @Test
    void answers403WherePolicyAllowsNoAddressAndKeepsTheConnection() throws Exception {
        try (var web = new HttpResource()) {
            var config = http(web.port()).egress("0.0.0.0/0");
            try (var penstock = start(config);
                    var client = RawHttp.connect(config.port())) {
                for (int i = 0; i < 2; i++) {
                    var answer = client.send(GET).answer();
                    assertThat(answer.status()).isEqualTo(403);
                    assertThat(answer.header("Proxy-Status"))
                            .contains("penstock; error=destination_ip_prohibited");
                    assertThat(answer.body()).startsWith("{\"type\":\"about:blank\"");
                }
                var line = penstock.logged();
                assertThat(line.getString("finish")).isEqualTo("refused");
                assertThat(line.getString("path")).isEqualTo("/page");
                assertThat(line.getString("denialReason")).isEqualTo("special_range");
            }
        }
    }

    @Test
    void answers502WhereTheResourceRefuses() throws Exception {
        var config = http(RunningAppliance.freePort());
        try (var penstock = start(config);
                var client = RawHttp.connect(config.port())) {
            var answer = client.send(GET).answer();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.header("Proxy-Status"))
                    .contains("penstock; error=connection_refused");
            assertThat(client.send("HEAD / HTTP/1.1\nHost: e\n\n").answerWithoutBody().status())
                    .isEqualTo(502);
            assertThat(penstock.metric("penstock_http_requests_total", "\"5xx\"")).isEqualTo(2);
            var told = new JsonObject(penstock.get("/api/refusals").body());
            assertThat(told.getJsonObject("counts").getInteger("connection_refused")).isEqualTo(2);
            var first = told.getJsonArray("refusals").getJsonObject(1);
            assertThat(first.getString("requestedName")).isEqualTo("e");
            assertThat(first.getJsonObject("request"))
                    .as("without its query")
                    .isEqualTo(JsonObject.of("method", "GET", "path", "/page", "status", 502));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'GET / HTTP/1.1\nHost: e\nContent-Length: 1\nContent-Length: 2\n\n', 400",
        "'GET / HTTP/1.1\n\n', 400",
        "'GET / HTTP/2.0\nHost: e\n\n', 505",
        "'CONNECT e:1 HTTP/1.1\nHost: e\n\n', 501",
        "'TRACE / HTTP/1.1\nHost: e\n\n', 501",
        "'POST / HTTP/1.1\nHost: e\nTransfer-Encoding: chunked\n\nzz\n', 400",
    })
    void refusesWhatIsAmbiguousAndCloses(String request, int status) throws Exception {
        try (var web = new HttpResource()) {
            var config = http(web.port());
            try (var penstock = start(config);
                    var client = RawHttp.connect(config.port())) {
                var answer = client.send(request).answer();
                assertThat(answer.status()).isEqualTo(status);
                if (status != 501) {
                    assertThat(answer.header("Connection")).contains("close");
                    assertThat(client.rest()).isEmpty();
                }
                assertThat(penstock.logged().getInteger("status")).isEqualTo(status);
            }
        }
    }

    @Test
    void answers414And431() throws Exception {
        var config = http(RunningAppliance.freePort());
        try (var _ = start(config)) {
            try (var client = RawHttp.connect(config.port())) {
                client.send("GET /" + "a".repeat(9000) + " HTTP/1.1\nHost: e\n\n");
                assertThat(client.answer().status()).isEqualTo(414);
            }
            try (var client = RawHttp.connect(config.port())) {
                client.send("GET / HTTP/1.1\nHost: e\nX: " + "a".repeat(20_000) + "\n\n");
                assertThat(client.answer().status()).isEqualTo(431);
            }
        }
    }

    @Test
    void answers408WhereAHeadDoesNotComeInTime() throws Exception {
        var config = http(RunningAppliance.freePort()).with("http: {timeouts: {head: 1s}}");
        try (var _ = start(config);
                var client = RawHttp.connect(config.port())) {
            assertThat(client.send("GET / HTTP/1.1\nHo").answer().status()).isEqualTo(408);
        }
    }

    @Test
    void answers504WhereTheResourceDoesNotAnswerInTime() throws Exception {
        try (var web = new HttpResource()) {
            var config = http(web.port()).with("http: {timeouts: {response: 1s}}");
            try (var _ = start(config);
                    var client = RawHttp.connect(config.port());
                    var resource = accepted(client, web)) {
                var answer = client.answer();
                assertThat(answer.status()).isEqualTo(504);
                assertThat(answer.header("Proxy-Status"))
                        .contains("penstock; error=http_response_timeout");
                assertThatThrownBy(resource::line).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void resetsAnAnswerThatGoesNoFurther() throws Exception {
        try (var web = new HttpResource()) {
            var config = http(web.port()).with("http: {timeouts: {bodyIdle: 1s}}");
            try (var penstock = start(config);
                    var client = RawHttp.connect(config.port());
                    var resource = accepted(client, web)) {
                resource.send("HTTP/1.1 200 OK\nContent-Length: 9\n\nabc");
                client.head();
                assertThat(client.read(3)).isEqualTo("abc");
                assertThatThrownBy(client::rest).isInstanceOf(SocketException.class);
                assertThat(penstock.logged().getString("finish")).isEqualTo("timed_out");
            }
        }
    }

    @Test
    void answers502ToAnAnswerThatIsAmbiguous() throws Exception {
        try (var web = new HttpResource()) {
            var config = http(web.port());
            try (var penstock = start(config);
                    var client = RawHttp.connect(config.port());
                    var resource = accepted(client, web)) {
                resource.send("HTTP/1.1 200 OK\nContent-Length: 1\nTransfer-Encoding: chunked\n\n");
                assertThat(client.answer().status()).isEqualTo(502);
                assertThat(penstock.logged().getString("error")).isEqualTo("http_protocol_error");
            }
        }
    }

    @Test
    void answers503BeyondALimitOnConnections() throws Exception {
        try (var web = new HttpResource()) {
            var config = http(web.port()).with("limits: {connections: 1}");
            try (var _ = start(config);
                    var client = RawHttp.connect(config.port());
                    var resource = accepted(client, web);
                    var second = RawHttp.connect(config.port())) {
                var answer = second.send(GET).answer();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).isPresent();
                resource.send(EMPTY);
                assertThat(client.answer().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void letsARequestWaitForAConnectionWhereThereMayBeNoMore() throws Exception {
        try (var web = new HttpResource()) {
            // Two loops at the most, each with one: of three requests at least one waits.
            var config = http(web.port()).with("http: {pool: {connections: 1}}");
            try (var _ = start(config);
                    var one = RawHttp.connect(config.port()).send(GET);
                    var two = RawHttp.connect(config.port()).send(GET);
                    var three = RawHttp.connect(config.port()).send(GET)) {
                int loops = Math.min(Runtime.getRuntime().availableProcessors(), 3);
                var served = new RawHttp[] {web.accept()};
                assertThat(loops).isPositive();
                serve(served[0]);
                var rest = Thread.ofVirtual().start(() -> serveOthers(web, served[0]));
                assertThat(one.answer().status()).isEqualTo(200);
                assertThat(two.answer().status()).isEqualTo(200);
                assertThat(three.answer().status()).isEqualTo(200);
                served[0].close();
                rest.interrupt();
            }
        }
    }

    private static void serve(RawHttp resource) throws IOException {
        resource.head();
        resource.send(EMPTY);
    }

    private static void serveOthers(HttpResource web, RawHttp first) {
        Thread.ofVirtual().start(() -> serveAll(first));
        try {
            for (; ; ) {
                var next = web.accept();
                Thread.ofVirtual().start(() -> serveAll(next));
            }
        } catch (IOException e) {
            // the test is over
        }
    }

    private static void serveAll(RawHttp resource) {
        try {
            for (; ; ) {
                serve(resource);
            }
        } catch (IOException e) {
            // the test is over
        }
    }

    /**
     * So many that each event loop has some: when all are closed, every loop knows of the drain.
     */
    private static List<RawHttp> silent(int port) throws IOException {
        var all = new ArrayList<RawHttp>();
        for (int i = 0; i < 50; i++) {
            all.add(RawHttp.connect(port));
        }
        return all;
    }

    @Test
    void drainsAfterTheRequestThatRunsAndClosesIdleConnectionsAtOnce() throws Exception {
        try (var web = new HttpResource()) {
            var config = http(web.port());
            try (var penstock = start(config);
                    var client = RawHttp.connect(config.port());
                    var resource = accepted(client, web);
                    var idle = RawHttp.connect(config.port())) {
                idle.send("OPTIONS * HTTP/1.1\nHost: e\n\n");
                try (var other = web.accept()) {
                    serve(other);
                    assertThat(idle.answer().status()).isEqualTo(200);
                    var everywhere = silent(config.port());
                    int all = 2 + everywhere.size();
                    Awaits.until("all are in", () -> penstock.appliance().active() == all);
                    penstock.appliance().drain();
                    assertThat(idle.rest()).isEmpty();
                    for (var one : everywhere) {
                        assertThat(one.rest()).isEmpty();
                        one.leave();
                    }
                    resource.send(EMPTY);
                    var answer = client.answer();
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(answer.header("Connection")).contains("close");
                    assertThat(client.rest()).isEmpty();
                }
                client.leave();
                idle.leave();
                penstock.appliance().ended().get(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void answers403ToARequestThatAReloadForbids() throws Exception {
        try (var web = new HttpResource()) {
            var config = http(web.port());
            try (var penstock = start(config);
                    var client = RawHttp.connect(config.port());
                    var resource = accepted(client, web)) {
                penstock.rewrite(config.egress("127.9.0.0/16").yaml());
                penstock.appliance()
                        .reload(Trigger.REQUEST)
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
                assertThat(client.answer().status()).isEqualTo(403);
                assertThatThrownBy(resource::line).isInstanceOf(IOException.class);
                assertThat(client.rest()).isEmpty();
                client.leave();
                assertThat(penstock.loggedAs("policy_changed").getString("closedBy"))
                        .isEqualTo("penstock");
            }
        }
    }

    @Test
    void goesByTodaysConfigurationOnAnOldConnection() throws Exception {
        try (var web = new HttpResource();
                var next = new HttpResource()) {
            var config = http(web.port());
            try (var penstock = start(config);
                    var client = RawHttp.connect(config.port());
                    var resource = accepted(client, web)) {
                resource.send(EMPTY);
                client.answer();
                penstock.rewrite(
                        config.yaml()
                                .replace(
                                        "targetPorts: \"" + web.port(),
                                        "targetPorts: \"" + next.port()));
                penstock.appliance()
                        .reload(Trigger.REQUEST)
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
                client.send(GET);
                try (var other = next.accept()) {
                    serve(other);
                    assertThat(client.answer().status()).isEqualTo(200);
                }
            }
        }
    }

    private static RawHttp accepted(RawHttp client, HttpResource web) throws IOException {
        client.send(GET);
        var resource = web.accept();
        resource.head();
        return resource;
    }

    private static OneResource http(int resourcePort) throws IOException {
        return OneResource.at(resourcePort).with("applicationProtocol: HTTP");
    }

    private RunningAppliance start(OneResource config) throws IOException {
        return RunningAppliance.start(directory, config.yaml());
    }
}
