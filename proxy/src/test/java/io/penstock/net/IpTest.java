package io.penstock.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpTest {
    private static Ip ip(String text) {
        return Ip.parse(text).orElseThrow(() -> new AssertionError("no address: " + text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " 10.0.0.1",
                "10.0.0.1 ",
                "10.0.1",
                "10",
                "10.0.0.0.1",
                "010.0.0.1",
                "10.0.0.01",
                "10.0.0.00",
                "10.0.0.256",
                "10.0.0.1000",
                "10.0.0.-1",
                "10.0.0.+1",
                "10..0.1",
                "10.0.0.",
                ".10.0.0",
                "0x7f.0.0.1",
                "2130706433",
                "10.0.0.1%lo",
                "10.0.0.1/32",
                "١.0.0.1", // digits, but not those of an address
                "localhost",
                "[::1]",
                "[10.0.0.1]",
                ":",
                ":::",
                "::1::",
                "1::2::3",
                ":1",
                "1:",
                ":1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "00001::",
                "12345::",
                "g::",
                "-1::",
                "+1::",
                "fe80::1%eth0",
                "fe80::1%1",
                "::1/128",
                ".:1",
                "example:com",
                "::1.2.3",
                "::1.2.3.4.5",
                "::01.2.3.4",
                "::1.2.3.256",
                "1.2.3.4::",
                "::1.2.3.4:5",
                "1.2:3.4.5.6",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::1.2.3.4%lo",
            })
    void refusesWhatIsNoLiteral(String text) {
        assertThat(Ip.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "10.0.0.1, 10.0.0.1",
        "'::', '::'",
        "0:0:0:0:0:0:0:0, '::'",
        "::1, ::1",
        "1::, '1::'",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "::ffff:10.0.0.1, 10.0.0.1",
        "::FFFF:a00:1, 10.0.0.1",
        "0:0:0:0:0:ffff:10.0.0.1, 10.0.0.1",
        "::10.0.0.1, ::a00:1",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
        "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
    })
    void readsEveryFormOfALiteral(String text, String canonical) {
        assertThat(ip(text)).hasToString(canonical);
    }

    /** RFC 5952: what section 2 complains of, as section 4 writes it. */
    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8::1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8::0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:0:0:1::1, 2001:db8::1:0:0:1",
        "2001:DB8:0:0:1::1, 2001:db8::1:0:0:1",
        "2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
        "2001:db8:aaaa:bbbb:cccc:dddd::1, 2001:db8:aaaa:bbbb:cccc:dddd:0:1",
        "2001:db8:0:0:0::1, 2001:db8::1",
        "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8::AAAA, 2001:db8::aaaa",
        "2001:db8::aaaa:0:0:1, 2001:db8::aaaa:0:0:1",
    })
    void writesTheCanonicalText(String text, String canonical) {
        assertThat(ip(text)).hasToString(canonical);
    }

    @Test
    void isTheSameValueMappedOrNot() throws UnknownHostException {
        assertThat(ip("::ffff:192.0.2.1")).isEqualTo(ip("192.0.2.1"));
        assertThat(Ip.v4(0xc0000201)).isEqualTo(ip("192.0.2.1"));
        assertThat(Ip.of(InetAddress.getByName("192.0.2.1"))).isEqualTo(ip("192.0.2.1"));
        assertThat(ip("::ffff:192.0.2.1").isV4()).isTrue();
        assertThat(ip("::ffff:192.0.2.1").v4Bits()).isEqualTo(0xc0000201);
        assertThat(ip("::192.0.2.1").isV4()).isFalse();
        assertThat(ip("::ffff:0:192.0.2.1").isV4()).isFalse();
        assertThat(ip("::fffe:192.0.2.1").isV4()).isFalse();
        assertThat(ip("1::ffff:192.0.2.1").isV4()).isFalse();
    }

    @Test
    void survivesTheWayThroughTextBytesAndTheJdk() {
        var random = new Random(5952);
        for (int i = 0; i < 20_000; i++) {
            var ip = random.nextInt(4) == 0 ? Ip.v4(random.nextInt()) : sparse(random);

            assertThat(Ip.parse(ip.toString())).contains(ip);
            assertThat(Ip.of(ip.bytes())).isEqualTo(ip);
            assertThat(Ip.of(ip.toInetAddress())).isEqualTo(ip);
            assertThat(ip.toInetAddress().getAddress()).isEqualTo(ip.bytes());
        }
    }

    /** Random groups of which about half are zero, so that every place of {@code ::} comes up. */
    private static Ip sparse(Random random) {
        long high = 0;
        long low = 0;
        for (int i = 0; i < 4; i++) {
            high = high << 16 | (random.nextBoolean() ? random.nextInt(0x10000) : 0);
            low = low << 16 | (random.nextBoolean() ? random.nextInt(0x10000) : 0);
        }
        return new Ip(high, low);
    }

    @Test
    void hasFourOrSixteenBytes() {
        assertThat(ip("10.0.0.1").bytes()).containsExactly(10, 0, 0, 1);
        assertThat(ip("::1").bytes()).hasSize(16).endsWith(0, 1);
        assertThatThrownBy(() -> Ip.of(new byte[5])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Ip.of(new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void comesInTheOrderOfNetworks() {
        var ordered =
                Stream.of(
                                "::",
                                "::1",
                                "::7f00:1",
                                "0.0.0.0",
                                "9.255.255.255",
                                "10.0.0.0",
                                "127.0.0.1",
                                "128.0.0.1",
                                "255.255.255.255",
                                "::1:0:0:0",
                                "1::",
                                "7fff::",
                                "8000::",
                                "8000::8000:0:0:0",
                                "ffff::")
                        .map(IpTest::ip)
                        .toList();

        assertThat(ordered.reversed().stream().sorted()).isEqualTo(ordered);
        assertThat(ip("8000::1")).isEqualByComparingTo(ip("8000:0::1"));
    }

    @Test
    void knowsLoopbackAndAny() {
        assertThat(Stream.of("127.0.0.1", "127.255.255.255", "::1", "::ffff:127.0.0.1"))
                .allMatch(text -> ip(text).isLoopback());
        assertThat(Stream.of("126.255.255.255", "128.0.0.0", "::2", "::", "::7f00:1", "1::1"))
                .noneMatch(text -> ip(text).isLoopback());
        assertThat(Stream.of("0.0.0.0", "::", "::ffff:0.0.0.0")).allMatch(text -> ip(text).isAny());
        assertThat(Stream.of("0.0.0.1", "::1", "1::")).noneMatch(text -> ip(text).isAny());
    }

    @Test
    void standsInBracketsBesideAPort() {
        assertThat(ip("::1").bracketed()).isEqualTo("[::1]");
        assertThat(ip("10.0.0.1").bracketed()).isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({
        "fe80::1, true",
        "febf:ffff::1, true",
        "fec0::1, false",
        "fe7f::1, false",
        "169.254.1.1, false"
    })
    void knowsALinkLocalAddressOfIpv6(String text, boolean linkLocal) {
        assertThat(Ip.parse(text).orElseThrow().isLinkLocalV6()).isEqualTo(linkLocal);
    }
}
