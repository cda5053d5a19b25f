package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.penstock.testing.OneResource;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawHttp2;
import io.penstock.testing.RawResource;
import io.penstock.testing.RunningAppliance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that has Penstock work for nothing is told to calm down and loses its connection, soon:
 * what it had Penstock do and hold is bounded, and others are served meanwhile.
 */
@Timeout(60)
class Http2FloodTest {
    /** Far more frames than any that are allowed. */
    private static final int MANY = 60_000;

    private static final int AT_ONCE = 200;
    private static final byte[] GET =
            RawHttp2.block(":method=GET", ":scheme=http", ":authority=a.example", ":path=/");
    private static final byte[] POST =
            RawHttp2.block(":method=POST", ":scheme=http", ":authority=a.example", ":path=/");

    @TempDir private Path directory;
    private RawResource resource;
    private RunningAppliance penstock;
    private int port;

    @BeforeEach
    void start() throws Exception {
        resource = RawResource.saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        var config = OneResource.at(resource.port()).with("applicationProtocol: HTTP");
        port = config.port();
        penstock = RunningAppliance.start(directory, config.yaml());
    }

    @AfterEach
    void stop() throws Exception {
        penstock.close();
        resource.close();
    }

    /** Makes the frames of the flood; the number counts them. */
    private interface Wave {
        byte[] frame(int number);
    }

    private static byte[] frame(int type, int flags, int stream, byte... payload) {
        return RawHttp2.bytesOf(type, flags, stream, payload);
    }

    private static byte[] both(byte[] one, byte[] other) {
        var both = new ByteArrayOutputStream();
        both.writeBytes(one);
        both.writeBytes(other);
        return both.toByteArray();
    }

    /** Floods while another client asks again and again, and is answered each time. */
    private void assertCalmed(RawHttp2 client, Wave wave) throws Exception {
        assertEnds(client, wave, Http2Error.ENHANCE_YOUR_CALM);
    }

    private void assertEnds(RawHttp2 client, Wave wave, Http2Error with) throws Exception {
        var told = CompletableFuture.supplyAsync(() -> told(client));
        try (var other = RawClient.connect(port)) {
            flood(client, wave, other);
        }
        assertThat(told.get().error()).as(told.get().text()).isEqualTo(with.code());
        var reason = with == Http2Error.ENHANCE_YOUR_CALM ? "flooded" : "protocol_error";
        var line = penstock.loggedAs(reason);
        assertThat(line.getString("closedBy")).isEqualTo("penstock");
        assertThat(line.getString("detail")).startsWith("HTTP/2 " + with + ": ");
        var labels = new String[] {"reason=\"" + reason + '"', "side=\"penstock\""};
        assertThat(penstock.metric("penstock_connections_closed_total", labels)).isOne();
        penstock.awaitIdle();
        assertThat(penstock.metric("penstock_relay_held_bytes")).isZero();
    }

    private static RawHttp2.Frame told(RawHttp2 client) {
        try {
            return client.next(Http2FrameTypes.GO_AWAY);
        } catch (IOException e) {
            throw new AssertionError("it was not told why", e);
        }
    }

    private static void flood(RawHttp2 client, Wave wave, RawClient other) throws IOException {
        for (int sent = 0; sent < MANY; sent += AT_ONCE) {
            var many = new ByteArrayOutputStream();
            for (int i = 0; i < AT_ONCE; i++) {
                many.writeBytes(wave.frame(sent + i));
            }
            try {
                client.send(many.toByteArray());
            } catch (IOException e) {
                return; // it was closed
            }
            other.ask("GET / HTTP/1.1", "Host: a.example");
            assertThat(other.head()).startsWith("HTTP/1.1 200");
            assertThat(other.next(2)).isEqualTo("hi");
        }
    }

    @Test
    void requestsThatAreCancelledAtOnce() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            var cancel = new byte[] {0, 0, 0, 8};
            assertCalmed(
                    client,
                    i ->
                            both(
                                    frame(Http2FrameTypes.HEADERS, 5, 2 * i + 1, GET),
                                    frame(Http2FrameTypes.RST_STREAM, 0, 2 * i + 1, cancel)));
        }
        assertThat(resource.heads().size()).isLessThan(MANY / 2);
    }

    @Test
    void requestsThatPenstockHasToCancel() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            var zero = new byte[4]; // a window that is opened by nothing is an error of its stream
            assertCalmed(
                    client,
                    i ->
                            both(
                                    frame(Http2FrameTypes.HEADERS, 4, 2 * i + 1, POST),
                                    frame(Http2FrameTypes.WINDOW_UPDATE, 0, 2 * i + 1, zero)));
        }
    }

    @Test
    void headsWithoutEnd() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            client.get(1, "/").answer(1); // no acknowledgement comes between the frames
            client.frame(Http2FrameTypes.HEADERS, 1, 3, GET);
            var more = RawHttp2.block("a=" + "b".repeat(10_000));
            assertEnds(
                    client,
                    _ -> frame(Http2FrameTypes.CONTINUATION, 0, 3, more),
                    Http2Error.PROTOCOL_ERROR);
        }
    }

    @Test
    void headsInManySmallFrames() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            client.get(1, "/").answer(1);
            client.frame(Http2FrameTypes.HEADERS, 1, 3, GET);
            var more = RawHttp2.block("a=b");
            assertCalmed(client, _ -> frame(Http2FrameTypes.CONTINUATION, 0, 3, more));
        }
    }

    @Test
    void headsThatGoOnWithNothing() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            client.get(1, "/").answer(1); // no acknowledgement comes between the frames
            client.frame(Http2FrameTypes.HEADERS, 1, 3, GET);
            assertCalmed(client, _ -> frame(Http2FrameTypes.CONTINUATION, 0, 3));
        }
    }

    @Test
    void settings() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            assertCalmed(client, _ -> frame(Http2FrameTypes.SETTINGS, 0, 0));
        }
    }

    @Test
    void settingsThatChangeTheWindowOfEveryStream() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            for (int stream = 1; stream < 100; stream += 2) {
                client.frame(Http2FrameTypes.HEADERS, 4, stream, POST);
            }
            assertCalmed(
                    client,
                    i ->
                            frame(
                                    Http2FrameTypes.SETTINGS,
                                    0,
                                    0,
                                    (byte) 0,
                                    (byte) 4,
                                    (byte) 0,
                                    (byte) 0,
                                    (byte) 0,
                                    (byte) i));
        }
    }

    @Test
    void pings() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            assertCalmed(client, _ -> frame(Http2FrameTypes.PING, 0, 0, new byte[8]));
        }
    }

    @Test
    void answersToPingsThatNobodySent() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            assertCalmed(client, _ -> frame(Http2FrameTypes.PING, 1, 0, new byte[8]));
        }
    }

    @Test
    void dataWithoutData() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            client.frame(Http2FrameTypes.HEADERS, 4, 1, POST);
            assertCalmed(client, _ -> frame(Http2FrameTypes.DATA, 0, 1));
        }
    }

    @Test
    void dataThatIsPaddingAlone() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            client.frame(Http2FrameTypes.HEADERS, 4, 1, POST);
            assertCalmed(client, _ -> frame(Http2FrameTypes.DATA, 8, 1, (byte) 1, (byte) 0));
        }
    }

    @Test
    void priorities() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            assertCalmed(client, i -> frame(Http2FrameTypes.PRIORITY, 0, 2 * i + 1, new byte[5]));
        }
    }

    @Test
    void windowsThatAreOpenedForNothing() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            assertCalmed(
                    client,
                    _ ->
                            frame(
                                    Http2FrameTypes.WINDOW_UPDATE,
                                    0,
                                    0,
                                    (byte) 0,
                                    (byte) 0,
                                    (byte) 0,
                                    (byte) 1));
        }
    }

    @Test
    void framesThatNobodyKnows() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            assertCalmed(client, _ -> frame(99, 0, 0, new byte[10]));
        }
    }

    @Test
    void aClientThatReadsNoAnswersToItsPingsIsReadNoMore() throws Exception {
        try (var client = RawHttp2.connect(port);
                var other = RawClient.connect(port)) {
            flood(client, _ -> frame(Http2FrameTypes.PING, 0, 0, new byte[8]), other);
        }
        penstock.awaitIdle();
        assertThat(penstock.metric("penstock_relay_held_bytes")).isZero();
    }
}
