package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.netty.pkitesting.X509Bundle;
import io.penstock.reload.Trigger;
import io.penstock.testing.OneResource;
import io.penstock.testing.Pki;
import io.penstock.testing.RunningAppliance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * TLS on either side, and HTTP/2 with clients that agree on it by ALPN. The first of them meets all
 * of TLS and HTTP/2 cold, at both ends: seconds of computing, which a busy machine stretches.
 */
@Timeout(60)
class TlsAndHttp2Test {
    private static final Pki PKI = new Pki("Test Authority");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir private Path directory;
    private int port;

    private RunningAppliance start(int resource, String http, String tls) throws IOException {
        Pki.write(directory, "server", PKI.leaf("127.0.0.1"));
        Files.writeString(directory.resolve("ca.pem"), PKI.pem());
        var one = OneResource.at(resource).with("applicationProtocol: HTTP").with("http: " + http);
        port = one.port();
        var ended = tls.isEmpty() ? "" : "    options: {tls: " + tls + "}\n";
        return RunningAppliance.start(directory, one.yaml() + ended);
    }

    private static HttpServer resource(HttpServer server) {
        server.createContext(
                "/",
                exchange -> {
                    var body = exchange.getRequestBody().readAllBytes();
                    var told = exchange.getRequestHeaders().getFirst("X-Forwarded-Proto");
                    exchange.getResponseHeaders().set("X-Told", told);
                    exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private static HttpServer plain() throws IOException {
        return resource(
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0));
    }

    private static HttpServer secured(X509Bundle bundle) throws Exception {
        var server =
                HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(
                        context(bundle.toKeyManagerFactory().getKeyManagers(), PKI.leaf("x"))));
        return resource(server);
    }

    private static SSLContext context(KeyManager[] own, X509Bundle trusted) throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(own, new TrustManager[] {trusted.toTrustManager()}, new SecureRandom());
        return context;
    }

    private static HttpClient client(KeyManager... own) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(context(own, PKI.leaf("x")))
                .connectTimeout(PATIENCE)
                .build();
    }

    private HttpResponse<byte[]> post(HttpClient client, String scheme, byte[] body)
            throws IOException, InterruptedException {
        var uri = URI.create(scheme + "://127.0.0.1:" + port + "/page");
        return client.send(
                HttpRequest.newBuilder(uri)
                        .timeout(PATIENCE)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    @Test
    void speaksHttp2WithClientsOverTlsAndRenewsItsCertificateLive() throws Exception {
        var web = plain();
        var body = new byte[3 << 19]; // more than the window of the connection
        new SecureRandom().nextBytes(body);
        try (var penstock =
                        start(
                                web.getAddress().getPort(),
                                "{}",
                                "{certificate: server.pem, key: server.key}");
                var before = client();
                var after = client()) {
            var answer = post(before, "https", body);
            assertThat(answer.version()).isEqualTo(Version.HTTP_2);
            assertThat(answer.body()).isEqualTo(body);
            assertThat(answer.headers().firstValue("x-told")).contains("https");
            var expiry = "penstock_certificate_expiry_seconds";
            var until = Instant.parse("2077-07-07T07:07:07Z");
            assertThat(penstock.metric(expiry)).isBetween(1e9, until.getEpochSecond() - 1.0);
            var renewed = PKI.leaf(leaf -> leaf.notAfter(until), "127.0.0.1");
            Pki.write(directory, "server", renewed);
            penstock.appliance().reload(Trigger.REQUEST).toCompletableFuture().join();

            assertThat(post(before, "https", new byte[1]).body()).hasSize(1);
            var next = post(after, "https", new byte[1]);
            assertThat(next.sslSession().orElseThrow().getPeerCertificates()[0])
                    .isEqualTo(renewed.getCertificate());
            assertThat(penstock.metric("penstock_http_requests_total", "\"2xx\"")).isEqualTo(3);
            assertThat(penstock.metric(expiry)).isEqualTo((double) until.getEpochSecond());
        } finally {
            web.stop(0);
        }
    }

    @Test
    void wantsACertificateOfClients() throws Exception {
        var web = plain();
        var tls = "{certificate: server.pem, key: server.key, clientCa: ca.pem}";
        try (var penstock = start(web.getAddress().getPort(), "{}", tls);
                var nobody = client();
                var somebody = client(PKI.leaf("client").toKeyManagerFactory().getKeyManagers())) {
            assertThat(post(somebody, "https", new byte[1]).statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> post(nobody, "https", new byte[1]))
                    .isInstanceOf(IOException.class);
            assertThat(penstock.loggedAs("bad_opening").getString("closedBy")).isEqualTo("client");
        } finally {
            web.stop(0);
        }
    }

    @Test
    void verifiesWhoTheResourceIs() throws Exception {
        var right = secured(PKI.leaf("127.0.0.1"));
        var body = new byte[100_000];
        try (var _ = start(right.getAddress().getPort(), "{tls: {ca: ca.pem}}", "");
                var client = client()) {
            assertThat(post(client, "http", body).body()).isEqualTo(body);
        } finally {
            right.stop(0);
        }
        assertRefused(PKI.leaf("other.example"), "{tls: {ca: ca.pem}}");
        assertRefused(PKI.leaf("127.0.0.1"), "{tls: {}}");
        assertRefused(PKI.expired("127.0.0.1"), "{tls: {ca: ca.pem}}");
    }

    private void assertRefused(X509Bundle certificate, String http) throws Exception {
        var wrong = secured(certificate);
        try (var _ = start(wrong.getAddress().getPort(), http, "");
                var client = client()) {
            var answer = post(client, "http", new byte[1]);
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.headers().firstValue("proxy-status"))
                    .contains("penstock; error=tls_certificate_error");
        } finally {
            wrong.stop(0);
        }
    }
}
