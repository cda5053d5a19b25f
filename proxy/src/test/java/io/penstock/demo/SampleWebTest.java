package io.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.IpPort;
import io.penstock.testing.RunningAppliance;
import io.penstock.testing.Zigi;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SampleWebTest {
    private IpPort at;
    private SampleWeb web;

    @BeforeEach
    void start() throws IOException {
        at = new IpPort(Zigi.ip("127.0.0.1"), RunningAppliance.freePort());
        web = SampleWeb.start(at);
    }

    @AfterEach
    void close() {
        web.close();
    }

    @Test
    void saysWhoAskedAndForWhichHost() throws Exception {
        assertThat(get("/").body()).contains("with Host       " + at, "I was asked by  127.0.0.1:");
    }

    @Test
    void sendsAsManyBytesAsWanted() throws Exception {
        assertThat(get("/bytes/0").body()).isEmpty();
        assertThat(get("/bytes/3000000").body()).hasSize(3_000_000);
    }

    @Test
    void hasNothingElse() throws Exception {
        assertThat(get("/bytes/01").statusCode()).isEqualTo(404);
        assertThat(get("/secret").statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> get(String path) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://" + at + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
