package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.OneResource;
import io.penstock.testing.RawHttp;
import io.penstock.testing.RawResource;
import io.penstock.testing.RunningAppliance;
import io.penstock.testing.TlsPeers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients over TLS that have said all they had to say before they have their answer. */
class TlsClosingTest {
    private static final String TLS =
            "    options: {tls: {certificate: server.pem, key: server.key}}\n";

    private final TlsPeers peers = new TlsPeers();
    private final CountDownLatch said = new CountDownLatch(1);
    @TempDir private Path directory;

    /** How a client ends its stream. */
    private interface Goodbye {
        void say(Socket under, SSLSocket secure) throws IOException;
    }

    private void answered(String request, int bytes, Goodbye goodbye) throws Exception {
        peers.write(directory);
        try (var resource =
                RawResource.start((head, in, out) -> {
                    wait(said);
                    var head200 = "HTTP/1.1 200 OK\r\nContent-Length: " + bytes + "\r\n\r\n";
                    out.write((head200 + "y".repeat(bytes)).getBytes(StandardCharsets.US_ASCII));
                    return true;
                })) {
            var config = OneResource.at(resource.port()).with("applicationProtocol: HTTP");
            try (var penstock = RunningAppliance.start(directory, config.yaml() + TLS);
                    var under = new Socket(InetAddress.ofLiteral("127.0.0.1"), config.port());
                    var secure = peers.over(under);
                    var client = RawHttp.over(secure)) {
                client.send(request);
                goodbye.say(under, secure);
                said.countDown();
                assertThat(client.answer().body()).hasSize(bytes);
                assertThat(penstock.logged().getInteger("status")).isEqualTo(200);
            }
        }
    }

    private static void wait(CountDownLatch latch) throws IOException {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IOException("the test is over", e);
        }
    }

    @ParameterizedTest
    @CsvSource({"keep-alive,5", "close,5", "keep-alive,8000000", "close,8000000"})
    void aCloseNotifyBehindTheRequestDoesNotCostTheAnswer(String connection, int bytes)
            throws Exception {
        answered(
                "GET / HTTP/1.1\nHost: a\nConnection: " + connection + "\n\n",
                bytes,
                (_, secure) -> secure.shutdownOutput());
    }

    @ParameterizedTest
    @CsvSource({"keep-alive,5", "close,5", "keep-alive,8000000", "close,8000000"})
    void norDoesAFinWithoutOne(String connection, int bytes) throws Exception {
        answered(
                "GET / HTTP/1.1\nHost: a\nConnection: " + connection + "\n\n",
                bytes,
                (under, _) -> under.shutdownOutput());
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "100000"})
    void norBehindABodyThatMayLookLikeOne(int body) throws Exception {
        answered(
                "POST / HTTP/1.1\nHost: a\nContent-Length: " + body + "\n\n" + "z".repeat(body),
                5,
                (_, secure) -> secure.shutdownOutput());
    }
}
