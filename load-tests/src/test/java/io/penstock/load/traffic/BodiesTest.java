package io.penstock.load.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Large answers. */
@Timeout(30)
class BodiesTest {
    private static final byte[] BODY = new byte[3 << 20];

    @Test
    void takesEveryAnswerThatItAskedForToItsEnd() throws Exception {
        var served = new AtomicLong();
        var server = serving(BODY.length, served);
        try {
            var done = Bodies.run(target(server), 2);

            double gib = 1L << 30;
            assertThat(done.units() * gib).isGreaterThanOrEqualTo((double) served.get());
            assertThat(done.units() * gib).isLessThan((double) served.get() * 1.001);
            assertThat(served).hasValueGreaterThanOrEqualTo(2L * BODY.length);
            assertThat(done.seconds()).isGreaterThanOrEqualTo(0.2);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void saysThatABodyWasCutShort() throws Exception {
        var server = serving(BODY.length + 1, new AtomicLong());
        try {
            assertThatThrownBy(() -> Bodies.run(target(server), 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("did not come whole");
        } finally {
            server.stop(0);
        }
    }

    private static Target target(HttpServer server) {
        return new Target("127.0.0.1", server.getAddress().getPort(), Duration.ofMillis(200));
    }

    private static HttpServer serving(long length, AtomicLong served) throws IOException {
        var at = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var server = HttpServer.create(at, 50);
        server.createContext(
                "/body",
                exchange -> {
                    exchange.sendResponseHeaders(200, length);
                    // Before it is written: who has the whole body may look before we go on here.
                    served.addAndGet(BODY.length);
                    exchange.getResponseBody().write(BODY);
                    exchange.close();
                });
        server.start();
        return server;
    }
}
