package io.penstock.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.admin.AdminServer.Start;
import io.penstock.admin.AdminView.Explained;
import io.penstock.endpoint.DoorPlan;
import io.penstock.gateway.AddressHealth;
import io.penstock.gateway.AddressState;
import io.penstock.gateway.Health;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.passage.CloseReason;
import io.penstock.passage.LiveTraffic;
import io.penstock.passage.Refusals;
import io.penstock.passage.Traffic;
import io.penstock.reload.Listening;
import io.penstock.reload.Reload;
import io.penstock.reload.ReloadOutcome;
import io.penstock.reload.ReloadPlan;
import io.penstock.reload.Trigger;
import io.penstock.snapshot.Circumstances;
import io.penstock.snapshot.Configuration;
import io.penstock.snapshot.Settings;
import io.penstock.snapshot.Snapshot;
import io.penstock.testing.Zigi;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminServerTest {
    private static final AddressHealth ADDRESS =
            new AddressHealth(IpPort.parse("10.0.1.20:80").orElseThrow(), AddressState.EJECTED, 2);

    private static final Ip LOOPBACK = Zigi.ip("127.0.0.1");
    private static final String TOKEN = "s3cret-of-the-test";

    @TempDir Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final DoorPlan doors =
            new DoorPlan(
                    Set.of(),
                    Map.of(),
                    Set.of(Zigi.ip("10.9.0.10")),
                    Map.of(),
                    List.of(),
                    List.of());
    private final Traffic traffic = new Traffic(1);
    private final AtomicReference<Snapshot> snapshot =
            new AtomicReference<>(new Zigi().endpoints("one", "two").snapshot(3));
    private final AtomicReference<Readiness> readiness = new AtomicReference<>(Readiness.READY);
    private final AtomicReference<ReloadOutcome> outcome =
            new AtomicReference<>(new ReloadOutcome.Unchanged(3));
    private final AtomicInteger reloads = new AtomicInteger();
    private final AtomicInteger rehearsals = new AtomicInteger();
    private final AtomicInteger drains = new AtomicInteger();
    private final List<AdminServer> servers = new ArrayList<>();
    private AdminServer server;

    @BeforeEach
    void start() throws Exception {
        server = serveOn(LOOPBACK);
    }

    @AfterEach
    void stop() throws Exception {
        for (var each : servers) {
            each.close().toCompletableFuture().get(5, TimeUnit.SECONDS);
        }
        http.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    @Test
    void isLiveAndReady() throws Exception {
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        var ready = get("/readyz");

        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).contains("\"status\" : \"ready\"", "\"revision\" : 3");
    }

    @Test
    void isNotReadyBeforeItServesAndWhileItStops() throws Exception {
        for (var state : List.of(Readiness.STARTING, Readiness.DRAINING)) {
            readiness.set(state);

            var ready = get("/readyz");

            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains(state.label());
            assertThat(get("/livez").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void showsMetricsInTheFormatAskedFor() throws Exception {
        var response =
                http.send(
                        request(server, "/metrics").header("Accept", "application/x").build(),
                        BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("text/test");
        assertThat(response.body()).isEqualTo("accept: application/x");
    }

    @Test
    void showsHowEndpointsAreDoing() throws Exception {
        var exposure = snapshot.get().catalog().exposures().getFirst();
        LiveTraffic.entered(traffic, exposure);
        LiveTraffic.moved(traffic, exposure, 73, 615);

        var body = get("/api/endpoints").body().replaceAll("\\s+", "");

        assertThat(body)
                .startsWith(
                        "{\"revision\":3,\"readiness\":\"ready\",\"engine\":\"io_uring\",\"endpoints\":[{")
                .contains("\"owner\":\"000000000000\",\"name\":\"one\"")
                .contains("\"id\":\"" + exposure.endpoint().identity().id() + "\"")
                .contains("\"dnsNames\":[\"one.penstock.internal\",")
                .contains("\"addresses\":[\"10.9.0.10\"],\"ports\":[\"80\"]")
                .contains(
                        "\"listening\":[{\"at\":\"10.9.0.10\",\"by\":\"SOCKET_LOOKUP\","
                                + "\"leftOut\":[]}]")
                .contains("\"name\":\"zigi-web\",")
                .contains("\"target\":\"web.zigi.internal\"}")
                .contains(
                        "\"addresses\":[{\"address\":\"10.0.1.20:80\",\"health\":\"ejected\","
                                + "\"connections\":2}]")
                .contains("\"name\":\"zigi-rgw\",")
                .contains(
                        "\"health\":\"unreachable\",\"activeConnections\":1,"
                                + "\"connectionsOpened\":1,\"connectionsRefused\":0")
                .contains("\"maxConnections\":null,\"maxConnectionsPerSecond\":null")
                .contains("\"maxBytesPerSecond\":null")
                .contains("\"bytesFromClients\":73,\"bytesFromResources\":615")
                .contains("\"name\":\"two\"");
    }

    @Test
    void showsTheConfigurationInEffect() throws Exception {
        var body = get("/api/config").body().replaceAll("\\s+", "");

        assertThat(body)
                .startsWith("{\"revision\":3,\"hash\":\"0\",\"appliance\":{")
                .contains("\"drain\":{\"delay\":\"5s\",\"deadline\":\"30s\"}")
                .contains("\"accessLog\":{\"to\":\"stdout\"}")
                .contains("\"egress\":[{\"ports\":\"80\",\"cidr\":\"10.0.1.0/24\"}]")
                .contains("\"dnsServers\":[\"10.0.1.2:53\"]")
                .contains("\"dnsResource\":{\"domainName\":\"web.zigi.internal\"")
                .contains("\"idleTimeout\":\"350s\"")
                .contains("\"addresses\":[\"10.9.0.10\"]");
    }

    @Test
    void listsWhatAnAccountHas() throws Exception {
        assertThat(get("/api/list/endpoints").body()).contains("\"one\"", "\"two\"");
        assertThat(get("/api/list/endpoints?account=000000000000").body()).contains("\"one\"");
        assertThat(get("/api/list/endpoints?account=111111111111").body()).doesNotContain("one");
        assertThat(get("/api/list/gateways").body()).contains("\"zigi-rgw\"");
        assertThat(get("/api/list/configurations?account=000000000000").body())
                .contains("\"zigi-web\"", "\"shared\" : false");
        assertThat(get("/api/list/gateways?account=1").statusCode()).isEqualTo(400);
    }

    @Test
    void explains() throws Exception {
        var told = get("/api/explain?from=10.9.0.100&endpoint=one");
        assertThat(told.statusCode()).isEqualTo(200);
        assertThat(told.body()).isEqualTo("{\"from\":\"10.9.0.100\"}\n");

        var misasked = get("/api/explain");
        assertThat(misasked.statusCode()).isEqualTo(400);
        assertThat(misasked.body()).contains("from is missing");
    }

    @Test
    void changesNothingWithoutATokenAndSaysHowToSetOne() throws Exception {
        var response = post("/api/reload", Optional.of("anything"));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("set appliance.adminTokenFile");
        assertThat(post("/api/drain", Optional.empty()).statusCode()).isEqualTo(403);
        assertThat(reloads).hasValue(0);
        assertThat(drains).hasValue(0);
    }

    @Test
    void reloadsForWhoHasTheTokenAndReadsItAnewEachTime() throws Exception {
        var file = directory.resolve("token");
        Files.writeString(file, TOKEN + "\nnot this line\n");
        setToken(file);

        var none = post("/api/reload", Optional.empty());
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(post("/api/reload", Optional.of(TOKEN + "x")).statusCode()).isEqualTo(401);
        assertThat(post("/api/reload", Optional.of("")).statusCode()).isEqualTo(401);
        assertThat(reloads).hasValue(0);

        var reloaded = post("/api/reload", Optional.of(TOKEN));
        assertThat(reloaded.statusCode()).isEqualTo(200);
        assertThat(reloaded.body()).contains("\"unchanged\"");
        assertThat(reloads).hasValue(1);

        Files.writeString(file, "another");
        assertThat(post("/api/reload", Optional.of(TOKEN)).statusCode()).isEqualTo(401);
        assertThat(post("/api/reload", Optional.of("another")).statusCode()).isEqualTo(200);

        Files.delete(file);
        assertThat(post("/api/reload", Optional.of("another")).statusCode()).isEqualTo(403);
        assertThat(post("/api/reload", Optional.of("")).statusCode()).isEqualTo(403);
    }

    @Test
    void tellsEveryProblemOfAWrongReload() throws Exception {
        setToken(Files.writeString(directory.resolve("token"), TOKEN));
        outcome.set(new ReloadOutcome.Rejected(3, List.of("a.yaml:1:1: one", "a.yaml:2:1: two")));

        var rejected = post("/api/reload", Optional.of(TOKEN));
        assertThat(rejected.statusCode()).isEqualTo(422);
        assertThat(rejected.body()).contains("a.yaml:1:1: one", "a.yaml:2:1: two");

        outcome.set(new ReloadOutcome.Refused(3, List.of("busy")));
        assertThat(post("/api/reload", Optional.of(TOKEN)).statusCode()).isEqualTo(409);
    }

    @Test
    void drainsForWhoHasTheToken() throws Exception {
        setToken(Files.writeString(directory.resolve("token"), TOKEN));

        assertThat(post("/api/drain", Optional.of(TOKEN)).statusCode()).isEqualTo(202);
        assertThat(drains).hasValue(1);
    }

    @Test
    void saysWhatThereIsInsteadOfAWrongPathOrMethod() throws Exception {
        assertThat(get("/").body()).contains("/readyz", "/api/endpoints");
        var unknown = get("/nothing");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");

        var wrong = get("/api/reload");
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(wrong.headers().firstValue("Allow")).hasValue("POST");
        var posted = post("/metrics", Optional.empty());
        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(posted.headers().firstValue("Allow")).hasValue("GET, HEAD");
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        var request = request(server, "/livez").method("HEAD", HttpRequest.BodyPublishers.noBody());
        var response = http.send(request.build(), BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void keepsWebPagesAwayFromLoopback() throws Exception {
        int port = server.address().port();

        assertThat(status(server, "GET /api/config", "Host: evil.example:" + port)).isEqualTo(403);
        assertThat(status(server, "GET /metrics", "Host: evil.example")).isEqualTo(403);
        assertThat(status(server, "GET /api/config", "X: y")).isEqualTo(400);
        assertThat(status(server, "GET /api/config", "Host: 127.0.0.1\r\nHost: evil.example"))
                .isEqualTo(400);
        for (var host : List.of("localhost:" + port, "127.0.0.1", "[::1]:" + port)) {
            assertThat(status(server, "GET /api/config", "Host: " + host)).isEqualTo(200);
        }
    }

    @Test
    void keepsOtherOriginsAwayEvenWithTheToken() throws Exception {
        setToken(Files.writeString(directory.resolve("token"), TOKEN));
        var host = "Host: 127.0.0.1:" + server.address().port();
        var token = "\r\nAuthorization: Bearer " + TOKEN + "\r\nContent-Length: 0";
        for (var origin : List.of("http://evil.example", "null", "https://127.0.0.1")) {
            var headers = host + token + "\r\nOrigin: " + origin;

            assertThat(status(server, "POST /api/reload", headers)).as(origin).isEqualTo(403);
        }
        assertThat(reloads).hasValue(0);

        var same = "\r\nOrigin: http://127.0.0.1:" + server.address().port();
        assertThat(status(server, "POST /api/reload", host + token + same)).isEqualTo(200);
    }

    @Test
    void wantsTheTokenForAllButProbesAndScrapesOffLoopback() throws Exception {
        var open = serveOn(Ip.ANY_V4);
        var host = "Host: penstock.example:9901";
        for (var path : List.of("/livez", "/readyz", "/metrics", "/", "/page/main.js")) {
            assertThat(status(open, "GET " + path, host)).as(path).isEqualTo(200);
        }
        for (var path : List.of("/api/about", "/api/endpoints", "/api/live", "/nothing")) {
            assertThat(status(open, "GET " + path, host)).as(path).isEqualTo(403);
        }

        setToken(Files.writeString(directory.resolve("token"), TOKEN));

        assertThat(status(open, "GET /api/config", host)).isEqualTo(401);
        var token = "\r\nAuthorization: bearer " + TOKEN;
        assertThat(status(open, "GET /api/config", host + token)).isEqualTo(200);
        assertThat(status(open, "GET /nothing", host + token)).isEqualTo(404);
    }

    @Test
    void refusesWhatIsTooLong() throws Exception {
        var host = "Host: 127.0.0.1";

        assertThat(status(server, "POST /api/reload", host + "\r\nContent-Length: 100000000"))
                .isEqualTo(413);
        assertThat(status(server, "GET /livez", host + "\r\nX: " + "x".repeat(20_000)))
                .isEqualTo(431);
        assertThat(status(server, "GET /" + "x".repeat(5_000), host)).isEqualTo(414);
    }

    @Test
    void closesTheConnectionOfABodyThatIsTooLong() throws Exception {
        try (var socket = new Socket(LOOPBACK.toInetAddress(), server.address().port())) {
            socket.setSoTimeout(5_000);
            var head =
                    "POST /api/reload HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));

            var answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answer).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void tellsAFaultOfOursAsOne() throws Exception {
        var response = get("/api/explain?from=boom");

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("Exception");
    }

    @Test
    void saysWhichAddressItCannotHave() throws Exception {
        try (var other = new ServerSocket(0, 1, LOOPBACK.toInetAddress())) {
            var address = new IpPort(LOOPBACK, other.getLocalPort());

            var refused = AdminServer.start(vertx, address, view()).toCompletableFuture();

            assertThat(refused.get(5, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            Start.Refused.class,
                            r ->
                                    assertThat(r.problem())
                                            .contains("appliance.admin", address.toString())
                                            .contains("Address already in use")
                                            .contains("pid " + ProcessHandle.current().pid()));
        }
    }

    private AdminServer serveOn(Ip ip) throws Exception {
        var start = AdminServer.start(vertx, new IpPort(ip, 0), view()).toCompletableFuture();
        var serving = (Start.Serving) start.get(5, TimeUnit.SECONDS);
        servers.add(serving.server());
        return serving.server();
    }

    @Test
    void tellsWhatAReloadWouldDoToWhoHasTheToken() throws Exception {
        setToken(Files.writeString(directory.resolve("token"), TOKEN));

        assertThat(post("/api/reload?dryRun=true", Optional.empty()).statusCode()).isEqualTo(401);
        var told = post("/api/reload?dryRun=true", Optional.of(TOKEN));

        assertThat(told.statusCode()).isEqualTo(200);
        assertThat(told.body()).contains("\"planned\"", "\"closedConnections\":{\"removed\":2}");
        assertThat(rehearsals).hasValue(1);
        assertThat(post("/api/reload?dryRun=yes", Optional.of(TOKEN)).statusCode()).isEqualTo(400);
        assertThat(reloads).hasValue(0);
    }

    private AdminView view() {
        return new AdminView(
                new AdminView.About("0-test", Instant.parse("2026-11-23T12:00:00Z"), "io_uring"),
                snapshot::get,
                traffic,
                () -> doors,
                _ -> Health.State.UNREACHABLE,
                _ -> List.of(ADDRESS),
                readiness::get,
                accept -> Views.exposition(List.of("accept: ", accept.orElse("none"))),
                new Refusals(System::nanoTime),
                Views.NO_CONNECTIONS,
                parameters -> {
                    var from = parameters.get("from");
                    if (from == null) {
                        return new Explained.Misasked("from is missing");
                    }
                    if (from.equals("boom")) {
                        throw new IllegalStateException("boom");
                    }
                    return new Explained.Told("{\"from\":\"" + from + "\"}");
                },
                () -> {
                    reloads.incrementAndGet();
                    return CompletableFuture.supplyAsync(() ->
                            new Reload(
                                    Instant.parse("2026-11-23T12:00:00Z"),
                                    Trigger.REQUEST,
                                    outcome.get()));
                },
                () -> {
                    rehearsals.incrementAndGet();
                    return CompletableFuture.completedFuture(
                            new Reload(
                                    Instant.parse("2026-11-23T12:00:00Z"),
                                    Trigger.REQUEST,
                                    new ReloadOutcome.Planned(
                                            3,
                                            new ReloadPlan(List.of(), Listening.SAME, List.of()),
                                            Map.of(CloseReason.REMOVED, 2),
                                            List.of())));
                },
                List::of,
                drains::incrementAndGet);
    }

    private void setToken(Path file) {
        var now = snapshot.get();
        var all = now.configuration();
        var old = all.settings();
        var settings =
                new Settings(
                        old.account(),
                        old.admin(),
                        Optional.of(file.toString()),
                        old.dns(),
                        old.publicDnsServers(),
                        old.addressPool(),
                        old.verifiedDomains(),
                        old.metadataAddresses(),
                        old.nat64Prefixes(),
                        old.drain(),
                        old.accessLog(),
                        old.engine());
        var configuration =
                new Configuration(
                        settings,
                        all.gateways(),
                        all.configurations(),
                        all.endpoints(),
                        all.revisionHash());
        snapshot.set(
                Snapshot.of(Circumstances.first(now.host()), configuration, new ArrayList<>()));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(request(server, path).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, Optional<String> token) throws Exception {
        var request = request(server, path).POST(HttpRequest.BodyPublishers.noBody());
        token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(AdminServer server, String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.address().port() + path));
    }

    /** The status that a request gets whose headers are exactly these. */
    private static int status(AdminServer server, String request, String headers)
            throws IOException {
        try (var socket = new Socket(LOOPBACK.toInetAddress(), server.address().port())) {
            var text = request + " HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            var line =
                    new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return Integer.parseInt(line.substring("HTTP/1.1 ".length()));
        }
    }
}
