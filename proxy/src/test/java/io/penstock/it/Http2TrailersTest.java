package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.penstock.testing.HttpResource;
import io.penstock.testing.OneResource;
import io.penstock.testing.RawHttp2;
import io.penstock.testing.RunningAppliance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trailers of messages of HTTP/2 that have a length, too, where their head tells of them. */
@Timeout(60)
class Http2TrailersTest {
    private static final String[] POST = {
        ":method=POST",
        ":scheme=http",
        ":authority=a.example",
        ":path=/",
        "content-length=4",
        "trailer=x-sum"
    };

    @TempDir private Path directory;
    private int port;

    private RunningAppliance start(int resource, String protocol) throws IOException {
        var config =
                OneResource.at(resource)
                        .with("applicationProtocol: HTTP, http: {protocol: " + protocol + "}");
        port = config.port();
        return RunningAppliance.start(directory, config.yaml());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void passBothWaysBetweenTwoThatSpeakHttp2() throws Exception {
        try (var listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
                var _ = start(listener.getLocalPort(), "HTTP2");
                var client = RawHttp2.connect(port)) {
            client.headers(1, false, POST).data(1, false, bytes("body"));
            client.headers(1, true, "x-sum=1");
            try (var resource = RawHttp2.accept(listener)) {
                var head = resource.next(Http2FrameTypes.HEADERS);
                assertThat(resource.fields(head).get("trailer")).hasToString("x-sum");
                assertThat(resource.next(Http2FrameTypes.DATA).text()).isEqualTo("body");
                var trailers = resource.next(Http2FrameTypes.HEADERS);
                assertThat(trailers.isLast()).isTrue();
                assertThat(resource.fields(trailers).get("x-sum")).hasToString("1");
                int stream = head.stream();
                resource.headers(
                                stream, false, ":status=200", "content-length=2", "trailer=x-other")
                        .data(stream, false, bytes("hi"))
                        .headers(stream, true, "x-other=2");
                var answer = client.answer(1);
                assertThat(answer.body()).isEqualTo("hi");
                assertThat(answer.headers()).containsEntry("x-other", "2");
            }
        }
    }

    @Test
    void passInChunksToOneThatSpeaksHttp11() throws Exception {
        try (var web = new HttpResource();
                var _ = start(web.port(), "HTTP1");
                var client = RawHttp2.connect(port)) {
            client.headers(1, false, POST).data(1, false, bytes("body"));
            client.headers(1, true, "x-sum=1");
            try (var resource = web.accept()) {
                var head = resource.head();
                assertThat(head).contains("Transfer-Encoding: chunked");
                assertThat(head).doesNotContainIgnoringCase("content-length");
                assertThat(resource.line()).isEqualTo("4");
                assertThat(resource.line()).isEqualTo("body");
                assertThat(resource.line()).isEqualTo("0");
                assertThat(resource.line()).isEqualTo("x-sum: 1");
                assertThat(resource.line()).isEmpty();
                resource.send("HTTP/1.1 200 OK\nContent-Length: 2\n\nhi");
                assertThat(client.answer(1).body()).isEqualTo("hi");
            }
        }
    }

    @Test
    void doNotFreeABodyOfItsLength() throws Exception {
        try (var web = new HttpResource();
                var _ = start(web.port(), "HTTP1");
                var client = RawHttp2.connect(port)) {
            client.headers(1, false, POST).data(1, false, bytes("bod"));
            client.headers(1, true, "x-sum=1");
            assertThat(client.answer(1).error()).isEqualTo(Http2Error.PROTOCOL_ERROR.code());
            client.headers(3, false, POST).data(3, false, bytes("bodyy"));
            assertThat(client.answer(3).error()).isEqualTo(Http2Error.PROTOCOL_ERROR.code());
        }
    }

    private static final String[] FIVE = {":status=200", "content-length=5", "trailer=x-sum"};

    @Test
    void doNotMakeAnAnswerWholeOfWhichNothingHasCome() throws Exception {
        try (var listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
                var _ = start(listener.getLocalPort(), "HTTP2");
                var client = RawHttp2.connect(port)) {
            client.get(1, "/");
            try (var resource = RawHttp2.accept(listener)) {
                int first = resource.next(Http2FrameTypes.HEADERS).stream();
                resource.headers(first, false, FIVE).headers(first, true, "x-sum=1");
                assertShort(client, 1, resource, first);
                client.get(3, "/");
                int second = resource.next(Http2FrameTypes.HEADERS).stream();
                resource.headers(second, false, FIVE).data(second, true);
                assertShort(client, 3, resource, second);
                client.get(5, "/");
                int third = resource.next(Http2FrameTypes.HEADERS).stream();
                resource.headers(third, false, ":status=200", "content-length=5");
                resource.data(third, true);
                assertShort(client, 5, resource, third);
            }
        }
    }

    @Test
    void aLengthAloneIsNoAnswerWhereABodyMustCome() throws Exception {
        try (var listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
                var _ = start(listener.getLocalPort(), "HTTP2");
                var client = RawHttp2.connect(port)) {
            client.get(1, "/");
            try (var resource = RawHttp2.accept(listener)) {
                int stream = resource.next(Http2FrameTypes.HEADERS).stream();
                resource.headers(stream, true, FIVE);
                assertThat(client.answer(1).status()).isEqualTo("502");
                assertThat(resource.next(Http2FrameTypes.RST_STREAM).stream()).isEqualTo(stream);
            }
        }
    }

    private static void assertShort(RawHttp2 client, int stream, RawHttp2 resource, int asked)
            throws IOException {
        assertThat(client.answer(stream).error()).isEqualTo(Http2Error.INTERNAL_ERROR.code());
        var reset = resource.next(Http2FrameTypes.RST_STREAM);
        assertThat(reset.stream()).isEqualTo(asked);
        assertThat(reset.error()).isEqualTo(Http2Error.PROTOCOL_ERROR.code());
    }

    @Test
    void aLengthAloneIsOfNoBodyWhereNoneMayCome() throws Exception {
        try (var listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
                var _ = start(listener.getLocalPort(), "HTTP2");
                var client = RawHttp2.connect(port)) {
            client.headers(
                    1, true, ":method=HEAD", ":scheme=http", ":authority=a.example", ":path=/");
            try (var resource = RawHttp2.accept(listener)) {
                int head = resource.next(Http2FrameTypes.HEADERS).stream();
                resource.headers(head, true, FIVE);
                var answer = client.answer(1);
                assertThat(answer.error()).isEqualTo(-1);
                assertThat(answer.headers()).containsEntry("content-length", "5");
                client.get(3, "/");
                int unchanged = resource.next(Http2FrameTypes.HEADERS).stream();
                resource.headers(unchanged, true, ":status=304", "content-length=5");
                assertThat(client.answer(3).status()).isEqualTo("304");
                client.get(5, "/");
                int none = resource.next(Http2FrameTypes.HEADERS).stream();
                resource.headers(none, false, ":status=200", "content-length=0", "trailer=x-sum");
                resource.headers(none, true, "x-sum=1");
                assertThat(client.answer(5).headers()).containsEntry("x-sum", "1");
            }
        }
    }

    @Test
    void thatNobodyToldOfAreLeftOutBehindALength() throws Exception {
        try (var web = new HttpResource();
                var _ = start(web.port(), "HTTP1");
                var client = RawHttp2.connect(port)) {
            var untold = Arrays.copyOf(POST, POST.length - 1);
            client.headers(1, false, untold).data(1, false, bytes("body"));
            client.headers(1, true, "x-sum=1");
            try (var resource = web.accept()) {
                assertThat(resource.head()).contains("Content-Length: 4");
                assertThat(resource.read(4)).isEqualTo("body");
                resource.send("HTTP/1.1 200 OK\nContent-Length: 2\n\nhi");
                assertThat(client.answer(1).body()).isEqualTo("hi");
            }
        }
    }
}
