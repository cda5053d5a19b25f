package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Awaits;
import io.penstock.testing.OneResource;
import io.penstock.testing.RunningAppliance;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the status page asks of a running appliance. */
class StatusPageTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final String TOKEN = "s3cret-of-the-test";

    @TempDir private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Socket> clients = new ArrayList<>();
    private ServerSocket resource;
    private OneResource config;
    private RunningAppliance penstock;

    @BeforeEach
    void start() throws IOException {
        resource = new ServerSocket(0, 400, LOOPBACK);
        config = OneResource.at(resource.getLocalPort());
        var token = Files.writeString(directory.resolve("token"), TOKEN + "\n");
        penstock =
                RunningAppliance.start(
                        directory,
                        config.yaml()
                                .replace(
                                        "appliance:\n",
                                        "appliance:\n  adminTokenFile: " + token + "\n"));
    }

    @AfterEach
    void stop() throws IOException {
        for (var client : clients) {
            client.close();
        }
        resource.close();
        penstock.close();
        http.close();
    }

    @Test
    void servesAPageThatMayLoadNothingButItsOwnFiles() throws Exception {
        var page = send(request("/").header("Accept", "text/html,*/*"));

        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Vary")).hasValue("Accept");
        var policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertThat(policy)
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                .contains("frame-ancestors 'none'", "require-trusted-types-for 'script'")
                .doesNotContain("unsafe", "http:", "https:", "*");
        assertThat(page.body()).doesNotContain("<style", " style=", " onclick", "https://");
        var files = files(page.body());
        assertThat(files).contains("/page/main.js", "/page/page.css", "/page/theme.js");
        for (var file : files) {
            assertThat(get(file).statusCode()).as(file).isEqualTo(200);
        }
        assertThat(get("/").body()).as("for a program").startsWith("Penstock\n");
    }

    @Test
    void everyModuleThatAModuleImportsIsThere() throws Exception {
        var left = new ArrayList<>(List.of("/page/main.js"));
        var seen = new ArrayList<String>();
        while (!left.isEmpty()) {
            var name = left.removeLast();
            if (!seen.contains(name)) {
                seen.add(name);
                var module = get(name);
                assertThat(module.statusCode()).as(name).isEqualTo(200);
                assertThat(module.headers().firstValue("Content-Type"))
                        .hasValue("text/javascript; charset=utf-8");
                assertThat(module.body()).doesNotContain("innerHTML", "eval(", "document.write");
                Pattern.compile("from \"\\./([a-z]+\\.js)\"")
                        .matcher(module.body())
                        .results()
                        .forEach(found -> left.add("/page/" + found.group(1)));
            }
        }
        assertThat(seen).hasSizeGreaterThan(8);
    }

    @Test
    void sendsAFileAgainOnlyWhenItChanged() throws Exception {
        var first = get("/page/main.js");
        var tag = first.headers().firstValue("ETag").orElseThrow();

        var again = send(request("/page/main.js").header("If-None-Match", tag));

        assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-cache");
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(send(request("/page/main.js").header("If-None-Match", "\"x\"")).statusCode())
                .isEqualTo(200);
        assertThat(post("/page/main.js", TOKEN).statusCode()).isEqualTo(405);
        assertThat(get("/page/../penstock.properties").statusCode()).isEqualTo(404);
    }

    @Test
    void tellsWhatRunsHere() throws Exception {
        var about = json("/api/about");

        assertThat(about.getString("version")).isEqualTo("0-test");
        assertThat(about.getString("startedAt")).endsWith("Z");
        assertThat(about.getLong("revision")).isEqualTo(1);
        assertThat(about.getBoolean("changeable")).isTrue();
        assertThat(get("/api/about").headers().firstValue("Content-Security-Policy"))
                .hasValue("default-src 'none'; frame-ancestors 'none'");
    }

    @Test
    void tellsOfOneEndpointAlone() {
        var id = json("/api/endpoints").getJsonArray("endpoints").getJsonObject(0).getString("id");

        assertThat(json("/api/endpoints?id=" + id).getJsonArray("endpoints")).hasSize(1);
        assertThat(json("/api/endpoints?id=vpce-0").getJsonArray("endpoints")).isEmpty();
    }

    @Test
    void listsLivingConnectionsAndClosesOneForWhoHasTheToken() throws Exception {
        var client = connect();
        var other = connect();
        var server = resource.accept();
        var peer = resource.accept();
        client.getOutputStream().write(new byte[73]);
        var listed = awaitConnections("?sort=bytes", 2, 73);
        var first = listed.getJsonObject(0);

        assertThat(first.getString("client")).isEqualTo("127.0.0.1:" + client.getLocalPort());
        assertThat(first.getString("state")).isEqualTo("connected");
        assertThat(first.getString("endpoint")).isEqualTo("entry");
        assertThat(first.getString("resourceAddress"))
                .isEqualTo("127.0.0.1:" + resource.getLocalPort());
        var close = "/api/connections/close?id=" + first.getString("id");
        assertThat(post(close, "not " + TOKEN).statusCode()).isEqualTo(401);
        assertThat(get(close).statusCode()).isEqualTo(405);
        assertThat(get("/api/connections").body()).contains("\"living\" : 2");

        var closed = post(close, TOKEN);

        assertThat(closed.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(closed.body()).getJsonObject("closed").getString("id"))
                .isEqualTo(first.getString("id"));
        assertReset(client);
        var line = penstock.logged();
        assertThat(line.getString("closeReason")).isEqualTo("closed_by_operator");
        assertThat(line.getString("closedBy")).isEqualTo("penstock");
        assertThat(line.getString("connectionId")).isEqualTo(first.getString("id"));
        assertThat(post(close, TOKEN).statusCode()).isEqualTo(404);
        assertThat(post("/api/connections/close?id=x-9-1", TOKEN).statusCode()).isEqualTo(404);
        assertThat(post("/api/connections/close", TOKEN).statusCode()).isEqualTo(404);
        other.close();
        server.close();
        peer.close();
        penstock.awaitIdle();
    }

    @Test
    void filtersSortsAndPagesManyConnections() throws Exception {
        int many = 300; // more than a slice on each loop
        for (int i = 0; i < many; i++) {
            connect();
            clients.add(resource.accept());
        }
        awaitConnections("?limit=200", 200, 0);

        var oldest = json("/api/connections?limit=200").getJsonArray("connections");
        var rest = json("/api/connections?limit=200&offset=200").getJsonArray("connections");
        assertThat(ids(oldest)).hasSize(200).doesNotHaveDuplicates();
        assertThat(ids(rest)).hasSize(100).doesNotContainAnyElementsOf(ids(oldest));
        assertThat(starts(oldest)).isSorted();
        var newest = json("/api/connections?order=asc&limit=1").getJsonArray("connections");
        assertThat(ids(rest)).endsWith(ids(newest).getFirst());

        var text = "127.0.0.1:" + clients.getFirst().getLocalPort();
        var found = json("/api/connections?text=" + text);
        assertThat(found.getInteger("living")).isEqualTo(many);
        assertThat(found.getJsonArray("connections").getJsonObject(0).getString("client"))
                .isEqualTo(text);
        var wrong = get("/api/connections?sort=size");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("sort is age, bytes, client or endpoint");
    }

    @Test
    void tellsWhoWasRefused() throws Exception {
        resource.close();
        assertReset(connect());

        penstock.loggedAs("connect_failed");
        var told = json("/api/refusals");
        assertThat(told.getJsonObject("counts").getInteger("connect_failed")).isEqualTo(1);
        var refusal = told.getJsonArray("refusals").getJsonObject(0);
        assertThat(refusal.getString("reason")).isEqualTo("connect_failed");
        assertThat(refusal.getString("detail")).containsIgnoringCase("refused");
        assertThat(refusal.getString("client")).startsWith("127.0.0.1:");
        assertThat(refusal.getString("endpoint")).isEqualTo("entry");
    }

    @Test
    void tellsTheLastReloads() throws Exception {
        assertThat(json("/api/reloads").getJsonArray("reloads")).isEmpty();

        post("/api/reload", TOKEN);
        post("/api/reload?dryRun=true", TOKEN);

        var reloads = json("/api/reloads").getJsonArray("reloads");
        assertThat(reloads).hasSize(1); // a dry run is none
        assertThat(reloads.getJsonObject(0).getString("outcome")).isEqualTo("unchanged");
        assertThat(reloads.getJsonObject(0).getString("trigger")).isEqualTo("request");
    }

    @Test
    void streamsOnlyToGet() throws Exception {
        var head = send(request("/api/live").method("HEAD", HttpRequest.BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Type")).hasValue("text/event-stream");

        var stream = http.send(request("/api/live").build(), BodyHandlers.ofLines());
        try (var lines = stream.body()) {
            assertThat(lines.findFirst()).get().asString().startsWith("data: {\"millis\":");
        }
        assertThat(post("/api/live", TOKEN).statusCode()).isEqualTo(405);
    }

    private Socket connect() throws IOException {
        var socket = new Socket(LOOPBACK, config.port());
        socket.setSoTimeout(10_000);
        clients.add(socket);
        return socket;
    }

    private static void assertReset(Socket client) throws IOException {
        try {
            assertThat(client.getInputStream().read()).as("a clean end").isEqualTo(-2);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    /** The connections once there are so many and the first has sent so much. */
    private JsonArray awaitConnections(String query, int many, long bytes) {
        var listed = new ArrayList<JsonArray>();
        Awaits.until(
                many + " connections live",
                () -> {
                    listed.add(json("/api/connections" + query).getJsonArray("connections"));
                    var last = listed.getLast();
                    return last.size() == many
                            && last.stream()
                                    .map(JsonObject.class::cast)
                                    .allMatch(each -> each.getString("state").equals("connected"))
                            && last.getJsonObject(0).getLong("bytesFromClient") == bytes;
                });
        return listed.getLast();
    }

    private static List<String> ids(JsonArray connections) {
        return connections.stream().map(each -> ((JsonObject) each).getString("id")).toList();
    }

    private static List<Instant> starts(JsonArray connections) {
        return connections.stream()
                .map(each -> Instant.parse(((JsonObject) each).getString("startedAt")))
                .toList();
    }

    private static List<String> files(String page) {
        return Pattern.compile("(?:src|href)=\"(/page/[^\"]+)\"")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private JsonObject json(String path) {
        var response = penstock.get(path);
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return new JsonObject(response.body());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpResponse<String> post(String path, String token) throws Exception {
        return send(
                request(path)
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.noBody()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + penstock.appliance().admin() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
