package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.penstock.testing.BesideHttp2;
import io.penstock.testing.RawHttp2;
import io.penstock.testing.RunningAppliance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A request that a resource says it did nothing with (RFC 9113 sections 6.8 and 8.7) is sent once
 * more, whatever its method, if all of it that was sent is still there; never after something of an
 * answer has come.
 */
@Timeout(60)
class Http2RetryTest {
    private static final String[] POST = {
        ":method=POST", ":scheme=http", ":authority=a.example", ":path=/"
    };
    private static final String[] OK = {":status=200", "x=y"};
    private static final long REFUSED = Http2Error.REFUSED_STREAM.code();

    @TempDir private Path directory;
    private BesideHttp2 beside;
    private RunningAppliance penstock;
    private int port;

    @BeforeEach
    void start() throws Exception {
        beside = BesideHttp2.start(directory, "http: {protocol: HTTP2}");
        penstock = beside.penstock();
        port = beside.port();
    }

    @AfterEach
    void stop() throws Exception {
        beside.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Reads the head of a request, and so much of its body; the stream. */
    private static int heard(RawHttp2 resource, String body) throws IOException {
        int stream = resource.next(Http2FrameTypes.HEADERS).stream();
        var got = new StringBuilder();
        while (got.length() < body.length()) {
            var data = resource.next(Http2FrameTypes.DATA);
            assertThat(data.stream()).isEqualTo(stream);
            got.append(data.text());
        }
        assertThat(got.toString()).isEqualTo(body);
        return stream;
    }

    @Test
    void aRefusedOneWithAllOfItsBody() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            client.headers(1, false, POST).data(1, true, bytes("body"));
            try (var resource = beside.accept()) {
                resource.reset(heard(resource, "body"), REFUSED);
                resource.headers(heard(resource, "body"), true, OK);
                assertThat(client.answer(1).status()).isEqualTo("200");
            }
            assertThat(penstock.logged().getInteger("retries")).isOne();
        }
    }

    @Test
    void aRefusedOneWhoseBodyGoesOn() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            client.headers(1, false, POST).data(1, false, bytes("one"));
            try (var resource = beside.accept()) {
                int refused = heard(resource, "one");
                client.data(1, false, bytes("two"));
                resource.next(Http2FrameTypes.DATA);
                resource.reset(refused, REFUSED);
                int again = heard(resource, "onetwo");
                client.data(1, true, bytes("three"));
                var last = resource.next(Http2FrameTypes.DATA);
                assertThat(last.stream()).isEqualTo(again);
                assertThat(last.text()).isEqualTo("three");
                last = last.isLast() ? last : resource.next(Http2FrameTypes.DATA);
                assertThat(last.isLast()).isTrue();
                resource.headers(again, true, OK);
                assertThat(client.answer(1).status()).isEqualTo("200");
            }
        }
    }

    @Test
    void oneThatIsAboveTheLastStreamOfAConnectionThatIsLeft() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            client.headers(1, false, POST).data(1, true, bytes("body"));
            try (var resource = beside.accept()) {
                heard(resource, "body");
                resource.goAway(0, 0);
                try (var next = beside.accept()) {
                    next.headers(heard(next, "body"), true, OK);
                    assertThat(client.answer(1).status()).isEqualTo("200");
                }
            }
        }
    }

    @Test
    void notTwice() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            client.headers(1, false, POST).data(1, true, bytes("body"));
            try (var resource = beside.accept()) {
                resource.reset(heard(resource, "body"), REFUSED);
                resource.reset(heard(resource, "body"), REFUSED);
                assertThat(client.answer(1).status()).isEqualTo("502");
            }
        }
    }

    @Test
    void notOneOfWhichMoreWasSentThanIsHeld() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            client.headers(1, false, POST);
            try (var resource = beside.accept()) {
                int stream = heard(resource, "");
                for (int i = 0; i < 3; i++) {
                    client.data(1, false, new byte[12_000]);
                }
                for (int got = 0; got < 36_000; ) {
                    got += resource.next(Http2FrameTypes.DATA).payload().capacity();
                }
                resource.reset(stream, REFUSED);
                assertThat(client.answer(1).status()).isEqualTo("502");
            }
        }
    }

    @Test
    void notOnceSomethingOfAnAnswerHasCome() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            client.headers(1, false, POST).data(1, true, bytes("body"));
            try (var resource = beside.accept()) {
                int stream = heard(resource, "body");
                resource.headers(stream, false, ":status=103", "link=</a>");
                resource.reset(stream, REFUSED);
                assertThat(client.answer(1).status()).isEqualTo("502");
            }
        }
    }

    @Test
    void notOneThatTheResourceMayHaveActedOn() throws Exception {
        try (var client = RawHttp2.connect(port)) {
            client.headers(1, false, POST).data(1, true, bytes("body"));
            try (var resource = beside.accept()) {
                resource.reset(heard(resource, "body"), Http2Error.INTERNAL_ERROR.code());
                assertThat(client.answer(1).status()).isEqualTo("502");
            }
        }
    }
}
