package io.penstock.training;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Somebody who looks at the status page. */
record Page(InetSocketAddress admin) {
    private static final List<String> ASKED =
            List.of(
                    "/",
                    "/page/main.js",
                    "/page/page.css",
                    "/api/about",
                    "/api/endpoints",
                    "/api/refusals",
                    "/api/reloads",
                    "/api/connections",
                    "/metrics");
    private static final int TIMES = 20;
    private static final int LINES = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Reads everything, and the first frames of what changes.
     *
     * @throws IOException if an answer is not what it should be
     */
    void look() throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            for (int i = 0; i < TIMES; i++) {
                for (var path : ASKED) {
                    must(client.send(get(path), BodyHandlers.ofString()));
                }
            }
            var live = must(client.send(get("/api/live"), BodyHandlers.ofLines()));
            try (Stream<String> lines = live.body()) {
                if (lines.limit(LINES).noneMatch(line -> line.startsWith("data:"))) {
                    throw new IOException("nothing lives on the status page");
                }
            }
            client.shutdownNow();
        }
    }

    private HttpRequest get(String path) {
        var uri = URI.create("http://" + admin.getHostString() + ":" + admin.getPort() + path);
        return HttpRequest.newBuilder(uri)
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(PATIENCE)
                .header("Accept", "text/html")
                .build();
    }

    private static <T> HttpResponse<T> must(HttpResponse<T> answer) throws IOException {
        if (answer.statusCode() != 200) {
            throw new IOException(answer.uri() + ": " + answer.statusCode());
        }
        return answer;
    }
}
