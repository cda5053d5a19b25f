package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.penstock.testing.Awaits;
import io.penstock.testing.BesideHttp2;
import io.penstock.testing.RawHttp2;
import io.penstock.testing.RunningAppliance;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A request that is sent once more to a resource that takes one at a time. */
@Timeout(60)
class Http2RetryWaitsTest {
    private static final String[] OK = {":status=200", "x=y"};
    private static final long REFUSED = Http2Error.REFUSED_STREAM.code();

    @TempDir private Path directory;
    private BesideHttp2 beside;
    private RunningAppliance penstock;
    private int port;

    @BeforeEach
    void start() throws Exception {
        beside =
                BesideHttp2.start(
                        directory,
                        "connectTimeout: 2s, http: {protocol: HTTP2, pool: {connections: 1}}");
        penstock = beside.penstock();
        port = beside.port();
    }

    @AfterEach
    void stop() throws Exception {
        beside.close();
    }

    /** The resource, which takes one stream at a time. */
    private RawHttp2 resource() throws IOException {
        return beside.accept(RawHttp2.MAX_CONCURRENT_STREAMS, 1);
    }

    /** The stream of the next request, which must be for that path. */
    private static int heard(RawHttp2 resource, String path) throws IOException {
        var head = resource.next(Http2FrameTypes.HEADERS);
        assertThat(resource.fields(head).path()).hasToString(path);
        return head.stream();
    }

    private void awaitWaits(int so) {
        Awaits.until(
                so + " have waited", () -> penstock.metric("penstock_http_pool_waits_total") == so);
    }

    @Test
    void goesOutOnTheStreamThatItsRefusalFreed() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            client.get(1, "/one");
            try (var resource = resource()) {
                resource.reset(heard(resource, "/one"), REFUSED);
                resource.headers(heard(resource, "/one"), true, OK);
                assertThat(client.answer(1).status()).isEqualTo("200");
            }
            assertThat(penstock.metric("penstock_http_pool_waits_total")).isZero();
        }
    }

    @Test
    void waitsForAStreamNoLongerThanTheFirstTime() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            client.get(1, "/first");
            try (var resource = resource()) {
                int first = heard(resource, "/first");
                resource.frame(Http2FrameTypes.PING, 0, 0, new byte[8]);
                resource.next(Http2FrameTypes.PING); // so that what it takes is known
                client.get(3, "/refused");
                awaitWaits(1);
                client.get(5, "/impatient");
                awaitWaits(2);
                resource.headers(first, true, OK);
                assertThat(client.answer(1).status()).isEqualTo("200");
                int refused = heard(resource, "/refused");
                assertThat(client.answer(5).status()).as("its patience is over").isEqualTo("503");

                client.get(7, "/next");
                awaitWaits(3);
                resource.reset(refused, REFUSED);
                int next = heard(resource, "/next");
                assertThat(client.answer(3).status()).isEqualTo("503");
                resource.headers(next, true, OK);
                assertThat(client.answer(7).status()).isEqualTo("200");
            }
        }
    }
}
