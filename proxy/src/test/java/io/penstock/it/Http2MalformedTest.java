package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.penstock.testing.OneResource;
import io.penstock.testing.RawHttp2;
import io.penstock.testing.RawResource;
import io.penstock.testing.RunningAppliance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What RFC 9113 calls malformed (sections 8.1.1, 8.2 and 8.3) is refused with its stream: the
 * resource does not hear of it, or never has it whole, and the connection goes on.
 */
class Http2MalformedTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final String[] GET = {
        ":method=GET", ":scheme=http", ":authority=a.example", ":path=/"
    };
    private static final String[] POST = {
        ":method=POST", ":scheme=http", ":authority=a.example", ":path=/"
    };

    @TempDir private static Path directory;
    private static RawResource resource;
    private static RunningAppliance penstock;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        resource = RawResource.saying(OK);
        var config = OneResource.at(resource.port()).with("applicationProtocol: HTTP");
        port = config.port();
        penstock = RunningAppliance.start(directory, config.yaml());
    }

    @AfterAll
    static void stop() throws Exception {
        penstock.close();
        resource.close();
    }

    private static String[] get(String... more) {
        return Stream.concat(Stream.of(GET), Stream.of(more)).toArray(String[]::new);
    }

    private static String[] post(String... more) {
        return Stream.concat(Stream.of(POST), Stream.of(more)).toArray(String[]::new);
    }

    private static String[] first(String field, String... more) {
        return Stream.concat(Stream.of(field), Stream.of(more)).toArray(String[]::new);
    }

    private static String[] without(String name, String... more) {
        return Stream.concat(Stream.of(GET).filter(f -> !f.startsWith(name)), Stream.of(more))
                .toArray(String[]::new);
    }

    static Stream<List<String>> heads() {
        return Stream.of(
                        get(":unknown=a"),
                        first(":unknown=a", GET),
                        get(":status=200"),
                        first("a=b", GET),
                        get("a=b", ":authority=a.example"),
                        get(":path=/"),
                        get(":method=GET"),
                        get(":scheme=http"),
                        get(":authority=a.example"),
                        without(":method"),
                        without(":path"),
                        without(":scheme"),
                        without(":authority"),
                        without(":path", ":path="),
                        without(":path", ":path=a"),
                        without(":path", ":path=http://a.example/"),
                        without(":path", ":path=/ HTTP/1.1"),
                        without(":path", ":path=/\r\nA: b"),
                        without(":path", ":path=/\u0001"),
                        without(":path", ":path=/#fragment"),
                        without(":method", ":method="),
                        without(":method", ":method=GET /a"),
                        without(":method", ":method=G\r\n"),
                        without(":method", ":method=CONNECT"),
                        without(":scheme", ":scheme=ftp"),
                        without(":authority", ":authority=a.example\r\nA: b"),
                        without(":authority", ":authority=me@a.example"),
                        without(":authority", ":authority="),
                        get("host=b.example"),
                        get("host=a.example", "host=a.example"),
                        get("Upper=a"),
                        get("a b=c"),
                        get("a:=c"),
                        get("a\r\nb=c"),
                        get("a\u0000=c"),
                        get("a=b\r\nc: d"),
                        get("a=b\nc: d"),
                        get("a=b\u0000"),
                        get("a= b"),
                        get("a=b "),
                        get("connection=close"),
                        get("connection=a", "a=b"),
                        get("keep-alive=timeout=1"),
                        get("proxy-connection=close"),
                        get("transfer-encoding=chunked"),
                        get("upgrade=websocket"),
                        get("te=gzip"),
                        get("te=trailers, gzip"),
                        get("content-length=1"),
                        post("content-length=1"),
                        post("content-length=-1"),
                        post("content-length=0, 1"),
                        post("content-length=0", "content-length=1"),
                        post("content-length=99999999999999999999"))
                .map(List::of);
    }

    @ParameterizedTest
    @MethodSource("heads")
    void aHeadIsRefusedAndNotPassedOn(List<String> fields) throws Exception {
        int before = resource.heads().size();
        try (var client = RawHttp2.connect(port)) {
            client.headers(1, true, fields.toArray(String[]::new));
            assertRefused(client.answer(1));
            assertThat(resource.heads()).hasSize(before);
            assertThat(client.get(3, "/").answer(3).status()).isEqualTo("200");
        }
    }

    private static void assertRefused(RawHttp2.Ended ended) {
        if (ended.error() < 0) {
            assertThat(ended.status()).startsWith("4");
            assertThat(ended.headers()).containsKey("proxy-status");
        } else {
            assertThat(ended.error()).isEqualTo(Http2Error.PROTOCOL_ERROR.code());
        }
    }

    /** A body of other than the length that was said, in frames, the last of which ends it. */
    private static RawHttp2.Ended post(RawHttp2 client, int stream, String length, int... frames)
            throws IOException {
        client.headers(stream, false, post("content-length=" + length));
        for (int i = 0; i < frames.length; i++) {
            client.data(stream, i == frames.length - 1, new byte[frames[i]]);
        }
        return client.answer(stream);
    }

    @Test
    void aBodyOfAnotherLengthThanWasSaidNeverReachesTheResourceWhole() throws Exception {
        var whole = new AtomicInteger();
        try (var reads =
                        RawResource.start((head, in, out) -> {
                            if (in.readNBytes(5).length == 5) {
                                whole.incrementAndGet();
                            }
                            out.write(OK.getBytes(StandardCharsets.ISO_8859_1));
                            return true;
                        });
                var other = another(reads.port());
                var client = RawHttp2.connect(other.port())) {
            assertRefused(post(client, 1, "5", 3));
            assertRefused(post(client, 3, "5", 1, 1, 0));
            assertRefused(post(client, 5, "5", 7));
            assertRefused(post(client, 7, "5", 0));
            assertThat(whole).hasValue(0);
            assertThat(post(client, 9, "5", 2, 3).status()).isEqualTo("200");
            assertThat(whole).hasValue(1);
        }
    }

    private record Another(RunningAppliance appliance, int port) implements AutoCloseable {
        @Override
        public void close() {
            appliance.close();
        }
    }

    private static Another another(int resourcePort) throws IOException {
        var config = OneResource.at(resourcePort).with("applicationProtocol: HTTP");
        var folder = directory.resolve("another");
        Files.createDirectories(folder);
        return new Another(RunningAppliance.start(folder, config.yaml()), config.port());
    }

    @Test
    void trailersMayHoldNoPseudoHeaderFieldsAndNothingOfTheConnection() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            int stream = 1;
            for (var field : List.of(":path=/", ":status=200", "connection=a", "A=b", "a=b\r\n")) {
                client.headers(stream, false, POST).headers(stream, true, field);
                assertRefused(client.answer(stream));
                stream += 2;
            }
            client.headers(stream, false, POST).headers(stream, false, "a=b");
            assertRefused(client.answer(stream)); // trailers end a stream
        }
    }

    @Test
    void streamsAreToBeNumberedAsTheRulesSay() throws Exception {
        for (int stream : new int[] {0, 2}) {
            try (var client = RawHttp2.connect(port)) {
                assertThat(client.get(stream, "/").end().error())
                        .isEqualTo(Http2Error.PROTOCOL_ERROR.code());
            }
        }
        int before = resource.heads().size();
        try (var client = RawHttp2.connect(port)) {
            assertThat(client.get(5, "/").answer(5).status()).isEqualTo("200");
            client.get(3, "/");
            assertThat(client.next(Http2FrameTypes.RST_STREAM).error())
                    .isEqualTo(Http2Error.STREAM_CLOSED.code());
            assertThat(resource.heads()).hasSize(before + 1);
        }
    }

    @Test
    void whatIsNoFrameEndsTheConnection() throws Exception {
        assertEnds(Http2Error.FRAME_SIZE_ERROR, Http2FrameTypes.DATA, 1, new byte[20_000]);
        assertEnds(Http2Error.FRAME_SIZE_ERROR, Http2FrameTypes.PING, 0, new byte[7]);
        assertEnds(Http2Error.FRAME_SIZE_ERROR, Http2FrameTypes.SETTINGS, 0, new byte[5]);
        assertEnds(Http2Error.PROTOCOL_ERROR, Http2FrameTypes.WINDOW_UPDATE, 0, new byte[4]);
        assertEnds(Http2Error.PROTOCOL_ERROR, Http2FrameTypes.CONTINUATION, 1, new byte[0]);
        assertEnds(Http2Error.PROTOCOL_ERROR, Http2FrameTypes.PUSH_PROMISE, 1, new byte[4]);
        assertEnds(Http2Error.COMPRESSION_ERROR, Http2FrameTypes.HEADERS, 1, new byte[] {-1, -1});
    }

    private static void assertEnds(Http2Error with, int type, int stream, byte[] payload)
            throws IOException {
        try (var client = RawHttp2.connect(port)) {
            client.frame(type, RawHttp2.END_HEADERS, stream, payload);
            assertThat(client.end().error()).as("frame of type %d", type).isEqualTo(with.code());
        }
    }
}
