package io.penstock.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.penstock.testing.Hellos;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which name a client asks for, from the first bytes that it says. */
class OpeningTest {
    private static final String NAME = "web.zigi.internal";

    private static Parsed<Optional<String>> parse(byte[] bytes) {
        // Somewhere in a buffer, as it is behind a PROXY header.
        var buffer = Unpooled.buffer().writeZero(7).writeBytes(bytes).skipBytes(7);
        var parsed = Opening.parse(buffer);
        assertThat(buffer.readerIndex()).as("nothing is taken away").isEqualTo(7);
        return parsed;
    }

    private static Parsed<Optional<String>> request(String lines) {
        return parse(Hellos.text(lines.replace("|", "\r\n")));
    }

    private static Parsed<Optional<String>> named(String name) {
        return new Parsed.Done<>(Optional.of(name), 0);
    }

    /** Whatever is missing of it, it waits; and what comes behind it changes nothing. */
    private static void assertFoundOnlyWhenWhole(byte[] opening, String name) {
        for (int length = 1; length < opening.length; length++) {
            assertThat(parse(Arrays.copyOf(opening, length)))
                    .as("%s of %s bytes", length, opening.length)
                    .isInstanceOf(Parsed.More.class);
        }
        assertThat(parse(opening)).isEqualTo(named(name));
        assertThat(parse(Arrays.copyOf(opening, opening.length + 100))).isEqualTo(named(name));
    }

    @Test
    void findsTheServerNameOfAClientHelloThatComesByteByByte() throws Exception {
        assertFoundOnlyWhenWhole(Hellos.tls("Web.Zigi.Internal"), NAME);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 50, 255})
    void findsItInAClientHelloOverSeveralRecords(int size) throws Exception {
        assertFoundOnlyWhenWhole(Hellos.inRecords(Hellos.tls(NAME), size), NAME);
    }

    @Test
    void findsItInAClientHelloOfManyKilobytes() throws Exception {
        var hello = Hellos.tls(NAME);
        int more = 40_000;
        var message = Arrays.copyOfRange(hello, Hellos.RECORD_HEADER, hello.length + more + 4 + 5);
        // One more extension of an unknown type, and the lengths around it.
        int end = hello.length - Hellos.RECORD_HEADER;
        var view = Unpooled.wrappedBuffer(message);
        view.setShort(end, 0xfafa).setShort(end + 2, more);
        message = Arrays.copyOf(message, end + 4 + more);
        view = Unpooled.wrappedBuffer(message);
        view.setMedium(1, message.length - 4);
        int extensions = extensionsAt(view);
        view.setShort(extensions, view.getUnsignedShort(extensions) + 4 + more);

        var whole = Hellos.inRecords(concat(Arrays.copyOf(hello, 5), message), 16_384);

        assertThat(parse(Arrays.copyOf(whole, whole.length - 1))).isInstanceOf(Parsed.More.class);
        assertThat(parse(whole)).isEqualTo(named(NAME));
    }

    private static int extensionsAt(io.netty.buffer.ByteBuf message) {
        int at = 4 + 2 + 32;
        at += 1 + message.getUnsignedByte(at);
        at += 2 + message.getUnsignedShort(at);
        return at + 1 + message.getUnsignedByte(at);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        var both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    @Test
    void tellsAClientHelloWithoutAName() throws Exception {
        assertThat(parse(Hellos.tls(""))).isEqualTo(new Parsed.Done<>(Optional.empty(), 0));
    }

    @Test
    void takesAnAddressInTheServerNameForWhatItIs() throws Exception {
        var hello = Hellos.tls("192-0-2-1.aa");
        var text = new String(hello, java.nio.charset.StandardCharsets.ISO_8859_1);
        var literal = Hellos.text(text.replace("192-0-2-1.aa", "192.0.2.1.aa"));

        assertThat(parse(literal)).isEqualTo(named("192.0.2.1.aa"));
    }

    @Test
    void refusesAClientHelloThatIsTooLongAtOnce() {
        byte[] head = {22, 3, 1, 0x40, 0, 1, 2, 0, 0}; // 128 KiB

        assertThat(parse(head)).isInstanceOf(Parsed.TooLong.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 23, application data instead of a handshake",
        "1, 2, a version before SSL 3",
        "5, 2, a ServerHello",
        "43, 255, a session that is longer than the message",
    })
    void refusesWhatBreaksTheRulesOfTls(int at, int value, String what) throws Exception {
        var hello = Hellos.tls(NAME);
        hello[at] = (byte) value;

        assertThat(parse(hello)).as(what).isInstanceOf(Parsed.Wrong.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "|", "||"})
    void findsTheHostOfARequestThatComesByteByByte(String before) {
        var request =
                before + "GET /a?b HTTP/1.1|Accept: */*|hOsT:  Web.Zigi.Internal.:8080 |X-Y:||";

        assertFoundOnlyWhenWhole(Hellos.text(request.replace("|", "\r\n")), NAME);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "GET / HTTP/1.1|Host: web.zigi.internal||, web.zigi.internal",
                "GET / HTTP/1.1|Host: 192.0.2.1:80||, 192.0.2.1",
                "GET / HTTP/1.1|Host: [2001:DB8::1]:80||, 2001:db8::1",
                "OPTIONS * HTTP/1.0|Host: a:||, a",
                "GET http://Web.internal:80/x HTTP/1.1|Host: web.internal||, web.internal",
                "GET http://web.internal HTTP/1.1||, web.internal",
                "CONNECT other.internal:443 HTTP/1.1|Host: other.internal:443||, other.internal",
            })
    void findsTheHostOf(String request, String name) {
        assertThat(request(request)).isEqualTo(named(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.0||",
                "GET / HTTP/1.1|Host:||",
                "GET / HTTP/1.1|Hosts: a||",
            })
    void tellsARequestWithoutAHost(String request) {
        assertThat(request(request)).isEqualTo(new Parsed.Done<>(Optional.empty(), 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2|",
                "GET / HTTP/3.0|Host: a||",
                "GET  / HTTP/1.1|Host: a||",
                "GET / HTTP/1.1|Host: a|Host: a||",
                "GET / HTTP/1.1|Host: a|host: b||",
                "GET / HTTP/1.1|Host : a||",
                "GET / HTTP/1.1|Host: a| b||",
                "GET / HTTP/1.1|Host: a\nb||",
                "GET / HTTP/1.1|Host: a\rb||",
                "GET / HTTP/1.1|Host: a\0b||",
                "GET / HTTP/1.1|Host: a b||",
                "GET / HTTP/1.1|Host: a:b||",
                "GET / HTTP/1.1|Host: a@b||",
                "GET / HTTP/1.1|Host: a:1:2||",
                "GET / HTTP/1.1|Host: [::1||",
                "GET / HTTP/1.1|Host: \u00e4||",
                "GET http://a/ HTTP/1.1|Host: b||",
                "GET http://u@a/ HTTP/1.1|Host: a||",
                "\u0000\u0001\u0002",
                "\u00800\u0001\u0003",
                "THISISAMETHODTHATISLONGERTHANANYONE",
            })
    void refusesWhatIsNoCleanRequest(String request) {
        assertThat(request(request)).isInstanceOf(Parsed.Wrong.class);
    }

    @Test
    void refusesAHeadThatIsTooLongAndANameThatIs() {
        var line = "X: " + "y".repeat(1000) + "|";
        assertThat(request("GET / HTTP/1.1|" + line.repeat(17))).isInstanceOf(Parsed.TooLong.class);
        assertThat(request("GET / HTTP/1.1|Host: " + "a".repeat(256) + "||"))
                .isInstanceOf(Parsed.Wrong.class);
        assertThat(request("GET / HTTP/1.1|Host: " + "a".repeat(255) + "||"))
                .isEqualTo(named("a".repeat(255)));
    }

    @ParameterizedTest
    @CsvSource({"0, 10000", "0, 5", "512, 10000", "512, 1"})
    void findsTheAuthorityOfHttp2WithPriorKnowledge(int huffmanFrom, int blockBytes) {
        var opening =
                Hellos.http2(
                        huffmanFrom,
                        blockBytes,
                        ":method",
                        "GET",
                        ":scheme",
                        "http",
                        ":authority",
                        "Web.zigi.internal:8080",
                        ":path",
                        "/");

        assertFoundOnlyWhenWhole(opening, NAME);
    }

    @Test
    void findsTheAuthorityInAFrameWithPaddingAndPriority() {
        var block = Hellos.block(0, ":method", "GET", ":authority", NAME);
        var payload = Unpooled.buffer().writeByte(3).writeZero(5).writeBytes(block).writeZero(3);

        assertThat(parse(http2(1, 0x4 | 0x8 | 0x20, Hellos.bytes(payload)))).isEqualTo(named(NAME));
        assertThat(parse(http2(1, 0x4 | 0x8, new byte[] {9, 0}))).isInstanceOf(Parsed.Wrong.class);
        assertThat(parse(http2(1, 0x4 | 0x8, new byte[0]))).isInstanceOf(Parsed.Wrong.class);
    }

    private static byte[] http2(int type, int flags, byte[] payload) {
        var out = Unpooled.buffer();
        out.writeBytes(Hellos.text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
        Hellos.frame(out, 4, 0, 0, new byte[0]);
        Hellos.frame(out, type, flags, 1, payload);
        return Hellos.bytes(out);
    }

    @Test
    void refusesHttp2ThatBreaksTheRules() {
        assertThat(parse(http2(0, 0, new byte[0]))).isInstanceOf(Parsed.Wrong.class);
        assertThat(parse(http2(9, 4, new byte[0]))).isInstanceOf(Parsed.Wrong.class);
        assertThat(parse(http2(1, 4, new byte[] {(byte) 0xff, (byte) 0xff, 1})))
                .isInstanceOf(Parsed.Wrong.class);
        assertThat(parse(http2(1, 4, Hellos.block(0, ":authority", "a", "host", "b"))))
                .isInstanceOf(Parsed.Wrong.class);
        assertThat(parse(http2(8, 0, new byte[16_385]))).isInstanceOf(Parsed.Wrong.class);
        assertThat(parse(Hellos.text("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n")))
                .isInstanceOf(Parsed.Wrong.class);
    }

    @Test
    void tellsHttp2WithoutAnAuthorityAndTakesTheHostInstead() {
        assertThat(parse(http2(1, 4, Hellos.block(0, ":method", "GET"))))
                .isEqualTo(new Parsed.Done<>(Optional.empty(), 0));
        assertThat(parse(http2(1, 4, Hellos.block(0, ":method", "GET", "host", "a:80"))))
                .isEqualTo(named("a"));
    }

    @Test
    void neverThrowsAndNeverWaitsForMoreThanItsBound() throws Exception {
        var random = new Random(7);
        byte[][] seeds = {
            Hellos.tls(NAME),
            Hellos.inRecords(Hellos.tls(NAME), 20),
            Hellos.text("GET / HTTP/1.1\r\nHost: web.zigi.internal\r\n\r\n"),
            Hellos.http2(0, 9, ":method", "GET", ":authority", NAME),
            {22},
            {'P'},
        };
        for (int i = 0; i < 50_000; i++) {
            var bytes = seeds[i % seeds.length].clone();
            if (bytes.length == 1) {
                bytes = Arrays.copyOf(bytes, 1 + random.nextInt(200));
                random.nextBytes(bytes);
                bytes[0] = seeds[i % seeds.length][0];
            }
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            assertThat(parse(bytes)).isNotNull();
        }
        for (var seed : seeds) {
            var endless = new byte[ClientHello.MOST_BYTES];
            System.arraycopy(seed, 0, endless, 0, Math.max(1, seed.length / 2));
            assertThat(parse(endless)).isNotInstanceOf(Parsed.More.class);
        }
    }
}
