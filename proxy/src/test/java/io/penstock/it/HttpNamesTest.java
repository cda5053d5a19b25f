package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.penstock.testing.DnsFixture;
import io.penstock.testing.OneResource;
import io.penstock.testing.Pki;
import io.penstock.testing.RunningAppliance;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A login as many web applications have it: a cookie for their domain and a redirect to it. */
@Timeout(60)
class HttpNamesTest {
    private static final String NAME = "web.zigi.internal";
    private static final Pki PKI = new Pki("Test Authority");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String BOTH = "{location: REWRITE, cookieDomain: REWRITE}";
    private static final String TLS =
            "    options: {tls: {certificate: server.pem, key: server.key}}\n";

    @TempDir private Path directory;
    private final HttpServer resource;

    HttpNamesTest() throws IOException {
        resource =
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        resource.createContext("/login", HttpNamesTest::login);
        resource.createContext("/home", HttpNamesTest::home);
    }

    private static void login(HttpExchange exchange) throws IOException {
        var asked = exchange.getRequestHeaders();
        var home =
                "%s://%s/home"
                        .formatted(asked.getFirst("X-Forwarded-Proto"), asked.getFirst("Host"));
        exchange.getResponseHeaders().set("Location", home);
        exchange.getResponseHeaders()
                .set("Set-Cookie", "session=7; Path=/; Domain=" + NAME + "; HttpOnly");
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private static void home(HttpExchange exchange) throws IOException {
        var cookie = String.valueOf(exchange.getRequestHeaders().getFirst("Cookie"));
        var body = cookie.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private HttpResponse<String> logIn(String http, String endpoint, Redirect redirect)
            throws Exception {
        Pki.write(directory, "server", PKI.leaf("127.0.0.1"));
        Files.writeString(directory.resolve("ca.pem"), PKI.pem());
        resource.start();
        try (var dns = DnsFixture.start().a(NAME, "127.0.0.1", 60)) {
            var one =
                    OneResource.at(resource.getAddress().getPort())
                            .named(dns)
                            .with("applicationProtocol: HTTP")
                            .with("http: " + http);
            var scheme = endpoint.isEmpty() ? "http" : "https";
            var login = URI.create(scheme + "://127.0.0.1:" + one.port() + "/login");
            try (var _ = RunningAppliance.start(directory, one.yaml() + endpoint);
                    var client =
                            HttpClient.newBuilder()
                                    .sslContext(trusting())
                                    .connectTimeout(PATIENCE)
                                    .followRedirects(redirect)
                                    .cookieHandler(
                                            new CookieManager(
                                                    null, CookiePolicy.ACCEPT_ORIGINAL_SERVER))
                                    .build()) {
                return client.send(
                        HttpRequest.newBuilder(login).timeout(PATIENCE).build(),
                        BodyHandlers.ofString());
            }
        } finally {
            resource.stop(0);
        }
    }

    private static SSLContext trusting() throws Exception {
        var context = SSLContext.getInstance("TLS");
        var managers = new TrustManager[] {PKI.leaf("x").toTrustManager()};
        context.init(new KeyManager[0], managers, new SecureRandom());
        return context;
    }

    @Test
    void aLoginWorksThroughTheEndpoint() throws Exception {
        var home = logIn(BOTH, "", Redirect.NORMAL);
        assertThat(home.statusCode()).isEqualTo(200);
        assertThat(home.uri().getHost()).isEqualTo("127.0.0.1");
        assertThat(home.body()).isEqualTo("session=7");
    }

    @Test
    void aLoginWorksWithTlsAtTheEndpointAndHttp2() throws Exception {
        var home = logIn(BOTH, TLS, Redirect.NORMAL);
        assertThat(home.statusCode()).isEqualTo(200);
        assertThat(home.version()).isEqualTo(Version.HTTP_2);
        assertThat(home.uri().getScheme()).isEqualTo("https");
        assertThat(home.body()).isEqualTo("session=7");
    }

    @Test
    void leavesWhatTheResourceSaysWhereNobodyAsksForMore() throws Exception {
        var answer = logIn("{}", "", Redirect.NEVER);
        assertThat(answer.headers().firstValue("location"))
                .contains("http://" + NAME + ":" + resource.getAddress().getPort() + "/home");
        assertThat(answer.headers().firstValue("set-cookie"))
                .contains("session=7; Path=/; Domain=" + NAME + "; HttpOnly");
    }
}
