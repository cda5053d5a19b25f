package io.penstock.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.penstock.http.message.Heads;
import io.penstock.http.message.Method;
import io.penstock.http.message.Progress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written as HPACK says to another reader, Netty's, what the head said. */
class HeadBlockTest {
    private static final long SEED = 7541;

    private final Heads heads = new Heads();
    private final HeadBlock block = new HeadBlock();
    private final DefaultHttp2HeadersDecoder decoder =
            new DefaultHttp2HeadersDecoder(true, 1 << 20);

    private List<String> answer(String text) throws Http2Exception {
        var head = heads.takeOwnAnswer(Method.GET);
        var bytes = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        assertThat(head.read(bytes, 0, bytes.readableBytes())).isEqualTo(Progress.DONE);
        block.answer(head);
        heads.giveBack(head);
        return decoded();
    }

    private List<String> request(String text, boolean secure) throws Http2Exception {
        var head = heads.takeOwnRequest();
        var bytes = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        assertThat(head.read(bytes, 0, bytes.readableBytes())).isEqualTo(Progress.DONE);
        block.request(head, secure);
        heads.giveBack(head);
        return decoded();
    }

    private List<String> decoded() throws Http2Exception {
        var fields = new ArrayList<String>();
        decoder.decodeHeaders(1, Unpooled.wrappedBuffer(block.copy()))
                .forEach(field -> fields.add(field.getKey() + "=" + field.getValue()));
        return fields;
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 206, 299, 304, 308, 400, 404, 429, 500, 503, 999})
    void everyStatusIsSaid(int status) throws Exception {
        assertThat(answer("HTTP/1.1 " + status + " Any\r\nContent-Length: 0\r\n\r\n"))
                .containsExactly(":status=" + status, "content-length=0");
    }

    @Test
    void everyNameThatHasANumberIsSaidByItInAnyCase() throws Exception {
        for (var name : StaticTable.names()) {
            byte[] said = name.toUpperCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1);
            assertThat(StaticTable.numberOf(said, 0, said.length)).as(name).isPositive();
            if (!List.of("host", "transfer-encoding", "content-length").contains(name)) {
                var head = "HTTP/1.1 200 OK\r\n" + name.toUpperCase(Locale.ROOT) + ": v\r\n\r\n";
                assertThat(answer(head)).containsExactly(":status=200", name + "=v");
            }
        }
    }

    @Test
    void aRequestIsSaidWhole() throws Exception {
        assertThat(request("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n", false))
                .containsExactly(":method=GET", ":scheme=http", ":authority=a.example", ":path=/");
        assertThat(
                        request(
                                """
                                PURGE /x?y HTTP/1.1
                                Host: a:1
                                TE: trailers
                                Connection: TE, X-Mine
                                X-Mine: 1
                                X-Other: 2

                                """
                                        .replace("\n", "\r\n"),
                                true))
                .containsExactly(
                        ":method=PURGE",
                        ":scheme=https",
                        ":authority=a:1",
                        ":path=/x?y",
                        "x-other=2",
                        "te=trailers");
    }

    @Test
    void whatIsSecretIsKeptInNoTableOnTheWay() throws Exception {
        assertThat(answer("HTTP/1.1 200 OK\r\nSet-Cookie: a\r\n\r\n")).contains("set-cookie=a");
        assertThat(block.copy()).containsSequence(0x1f, 55 - 15, 1, 'a'); // RFC 7541 section 6.2.3
    }

    @Test
    void anyHeadIsReadAsItWas() throws Exception {
        var random = new Random(SEED);
        for (int i = 0; i < 2000; i++) {
            var text = new StringBuilder("HTTP/1.1 200 OK\r\n");
            var expected = new ArrayList<>(List.of(":status=200"));
            for (int fields = random.nextInt(6); fields > 0; fields--) {
                var name = "x-" + letters(random, random.nextInt(200));
                var value =
                        letters(random, 1 + random.nextInt(random.nextInt(20) == 0 ? 9000 : 300));
                text.append(random.nextBoolean() ? name.toUpperCase(Locale.ROOT) : name);
                text.append(": ").append(value).append("\r\n");
                expected.add(name + "=" + value);
            }
            assertThat(answer(text.append("\r\n").toString())).as("head %d", i).isEqualTo(expected);
        }
    }

    private static String letters(Random random, int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }
}
