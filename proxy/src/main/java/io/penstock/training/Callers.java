package io.penstock.training;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/**
 * Clients of a {@link Scenario}'s HTTP endpoints: in clear, over TLS, in HTTP/2, and those that get
 * an answer of the appliance's own.
 *
 * @param port that all of the endpoints have
 * @param tls believes the certificate of the one with TLS
 */
record Callers(int port, SSLContext tls) {
    private static final int KEPT = 1_500;
    private static final int SHORT = 250;
    private static final int HANDSHAKES = 40;
    private static final int STREAMS = 750;
    private static final int REFUSED = 25;
    private static final int BODY_EACH = 5;
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final String BODY = "a body ".repeat(30);

    /**
     * Sends everything.
     *
     * @throws IOException if an answer is not what it should be
     */
    void call() throws IOException, InterruptedException {
        Crowd.each(1, () -> keep(KEPT));
        Crowd.each(SHORT, () -> visit(new Socket(Scenario.WEB, port)));
        Crowd.each(
                HANDSHAKES, () -> visit(tls.getSocketFactory().createSocket(Scenario.TLS, port)));
        Crowd.each(
                REFUSED, () -> refused(Scenario.NO_WEB, "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 502));
        Crowd.each(REFUSED, () -> refused(Scenario.WEB, "GET / HTTP/1.1\r\n\r\n", 400));
        over(HttpClient.Version.HTTP_2, STREAMS);
        over(HttpClient.Version.HTTP_1_1, STREAMS);
    }

    /** Requests one after the other on one connection. */
    private void keep(int requests) throws IOException {
        try (var socket = new Socket(Scenario.WEB, port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            for (int i = 0; i < requests; i++) {
                socket.getOutputStream().write(ascii(kept(i)));
                expect("HTTP/1.1 200", answer(socket.getInputStream()));
            }
        }
    }

    /** A head, then a body of the length that is known. */
    private static String answer(InputStream in) throws IOException {
        var answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("the connection ended after: " + answer);
            }
            answer.append((char) octet);
        }
        return answer + text(in.readNBytes(Web.SAID.length()));
    }

    private static String kept(int number) {
        var first = " HTTP/1.1\r\nHost: web.training.internal\r\nUser-Agent: training\r\n";
        return number % BODY_EACH == 0
                ? "POST /form" + first + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY
                : "GET /page?n=" + number + first + "Accept: */*\r\n\r\n";
    }

    /** One request, and the answer to the connection's end. */
    private static void visit(Socket connected) throws IOException {
        try (var socket = connected) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var request =
                    "GET " + Web.CHUNKED + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(ascii(request));
            expect("HTTP/1.1 200", text(socket.getInputStream().readAllBytes()));
        }
    }

    private void refused(String by, String request, int status) throws IOException {
        try (var socket = new Socket(by, port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(ascii(request));
            var answer = text(socket.getInputStream().readNBytes("HTTP/1.1 200".length()));
            if (!answer.equals("HTTP/1.1 " + status)) {
                throw new IOException("a request to be refused: " + answer);
            }
        }
    }

    /** Over TLS with ALPN; streams of HTTP/2 share one connection. */
    private void over(HttpClient.Version version, int requests)
            throws IOException, InterruptedException {
        try (var client = HttpClient.newBuilder().sslContext(tls).version(version).build()) {
            var uri = URI.create("https://" + Scenario.TLS + ":" + port + "/" + version);
            var request = HttpRequest.newBuilder(uri).timeout(Duration.ofMillis(TIMEOUT_MILLIS));
            var get = request.copy().GET().build();
            var post = request.copy().POST(BodyPublishers.ofString(BODY)).build();
            Crowd.each(
                    1,
                    () -> {
                        for (int i = 0; i < requests; i++) {
                            var sent = i % BODY_EACH == 0 ? post : get;
                            var answer = client.send(sent, BodyHandlers.ofString());
                            expect("200", answer.statusCode() + answer.body());
                            if (answer.version() != version) {
                                throw new IOException(answer.version() + ", not " + version);
                            }
                        }
                    });
        }
    }

    private static void expect(String beginning, String answer) throws IOException {
        if (!answer.startsWith(beginning) || !answer.contains(Web.SAID)) {
            throw new IOException("no answer of the resource but " + answer);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
