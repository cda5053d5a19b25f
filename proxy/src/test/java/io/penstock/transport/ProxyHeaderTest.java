package io.penstock.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.penstock.net.IpPort;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The header of a load balancer in front. */
class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private static Parsed<Optional<IpPort>> parse(byte[] bytes) {
        return ProxyHeader.parse(Unpooled.wrappedBuffer(bytes));
    }

    private static byte[] v1(String line) {
        return (line + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] v2(String hex) {
        return HexFormat.of().parseHex(SIGNATURE + hex.replace(" ", ""));
    }

    private static void assertNames(byte[] header, Optional<String> client) {
        for (int length = 1; length < header.length; length++) {
            assertThat(parse(Arrays.copyOf(header, length)))
                    .as("%s of %s bytes", length, header.length)
                    .isInstanceOf(Parsed.More.class);
        }
        var expected =
                new Parsed.Done<>(client.map(c -> IpPort.parse(c).orElseThrow()), header.length);
        assertThat(parse(header)).isEqualTo(expected);
        assertThat(parse(Arrays.copyOf(header, header.length + 50))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 192.0.2.7 10.9.0.10 56324 443, 192.0.2.7:56324",
        "PROXY TCP6 2001:db8::7 2001:db8::1 65535 443, [2001:db8::7]:65535",
        "PROXY TCP6 ::ffff:192.0.2.7 2001:db8::1 1 443, 192.0.2.7:1",
        "PROXY UNKNOWN, ",
        "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535, ",
    })
    void readsVersion1(String line, String client) {
        assertNames(v1(line), Optional.ofNullable(client));
    }

    @ParameterizedTest
    @CsvSource({
        "21 11 000c c0000207 0a09000a dc04 01bb, 192.0.2.7:56324",
        // with a TLV of three bytes behind the addresses
        "21 11 0012 c0000207 0a09000a dc04 01bb 040003 000000, 192.0.2.7:56324",
        "21 21 0024 20010db8000000000000000000000007 20010db8000000000000000000000001 0001 01bb,"
                + " [2001:db8::7]:1",
        "20 00 0000, ",
        "20 11 000c c0000207 0a09000a dc04 01bb, ",
        "21 00 0003 040000, ",
    })
    void readsVersion2(String hex, String client) {
        assertNames(v2(hex), Optional.ofNullable(client));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY",
                "PROXY TCP4",
                "PROXY TCP4 192.0.2.7 10.9.0.10 56324",
                "PROXY TCP4 192.0.2.7 10.9.0.10 56324 443 ",
                "PROXY  TCP4 192.0.2.7 10.9.0.10 56324 443",
                "PROXY TCP4 192.0.2.7 10.9.0.10 65536 443",
                "PROXY TCP4 192.0.2.7 10.9.0.10 1 65536",
                "PROXY TCP4 192.0.2.777 10.9.0.10 56324 443",
                "PROXY TCP4 ::1 ::1 56324 443",
                "PROXY TCP6 192.0.2.7 10.9.0.10 56324 443",
                "PROXY UDP4 192.0.2.7 10.9.0.10 56324 443",
                "PROXY UNKNOWNS",
                "proxy TCP4 192.0.2.7 10.9.0.10 56324 443",
                "GET / HTTP/1.1",
            })
    void refusesWhatIsNoHeaderOfVersion1(String line) {
        assertThat(parse(v1(line))).isInstanceOf(Parsed.Wrong.class);
    }

    @Test
    void refusesALineThatDoesNotEndInTime() {
        assertThat(parse(v1("PROXY UNKNOWN " + "x".repeat(200))))
                .isInstanceOf(Parsed.TooLong.class);
        assertThat(parse("PROXY UNKNOWN\n".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(Parsed.Wrong.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "11 11 000c c0000207 0a09000a dc04 01bb", // version 1
                "22 11 000c c0000207 0a09000a dc04 01bb", // a command that is none
                "21 12 000c c0000207 0a09000a dc04 01bb", // UDP
                "21 41 000c c0000207 0a09000a dc04 01bb", // a family that is none
                "21 11 000b c0000207 0a09000a dc04 01", // too short for its addresses
            })
    void refusesWhatIsNoHeaderOfVersion2(String hex) {
        assertThat(parse(v2(hex))).isInstanceOf(Parsed.Wrong.class);
    }

    @Test
    void refusesAHeaderLongerThanItsBound() {
        assertThat(parse(v2("21 11 ffff"))).isInstanceOf(Parsed.TooLong.class);
    }

    @Test
    void neverThrowsWhateverComes() {
        var random = new Random(11);
        byte[][] seeds = {
            v1("PROXY TCP4 192.0.2.7 10.9.0.10 56324 443"),
            v2("21 11 000c c0000207 0a09000a dc04 01bb"),
            v2(
                    "21 21 0024 20010db8000000000000000000000007 20010db8000000000000000000000001 0001"
                            + " 01bb"),
        };
        for (int i = 0; i < 50_000; i++) {
            var bytes = seeds[i % seeds.length].clone();
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            var cut = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
            if (parse(cut) instanceof Parsed.Done<Optional<IpPort>>(_, var length)) {
                assertThat(length).isLessThanOrEqualTo(cut.length);
            }
        }
    }
}
