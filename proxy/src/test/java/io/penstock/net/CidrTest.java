package io.penstock.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    private static Ip ip(String text) {
        return Ip.parse(text).orElseThrow();
    }

    private static Cidr cidr(String text) {
        return Cidr.parse(text).orElseThrow(() -> new AssertionError("no CIDR: " + text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "10.0.0.0",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/08",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/8 ",
                "10.0.0.0/8/8",
                "10.0.0/8",
                "10.0.0.0/255.0.0.0",
                "::/129",
                "::/1000",
                "[::]/0",
                "fe80::%lo/10",
                "::ffff:10.0.0.0/104",
                "::ffff:10.0.0.0/8",
                "::ffff:0:0/96",
            })
    void refusesWhatIsNoCidr(String text) {
        assertThat(Cidr.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/0, 0.0.0.0/0",
        "10.1.2.3/8, 10.0.0.0/8",
        "10.1.2.3/32, 10.1.2.3/32",
        "255.255.255.255/1, 128.0.0.0/1",
        "::/0, '::/0'",
        "ffff::/1, 8000::/1",
        "2001:db8::1/64, 2001:db8::/64",
        "2001:db8::1:2:3:4/65, 2001:db8::/65",
        "2001:db8::8000:2:3:4/65, 2001:db8:0:0:8000::/65",
        "::1/128, ::1/128",
    })
    void dropsTheBitsAfterThePrefix(String text, String canonical) {
        assertThat(cidr(text)).hasToString(canonical);
    }

    @Test
    void cannotBeWrong() {
        assertThatThrownBy(() -> new Cidr(ip("10.0.0.1"), 8)).hasMessageContaining("10.0.0.1/8");
        assertThatThrownBy(() -> new Cidr(ip("10.0.0.0"), 33)).hasMessageContaining("33");
        assertThatThrownBy(() -> new Cidr(ip("10.0.0.0"), -1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> new Cidr(ip("::"), 129)).hasMessageContaining("129");
    }

    @Test
    void containsFromItsFirstToItsLastAddress() {
        var range = cidr("10.9.0.0/16");

        assertThat(range.contains(ip("10.9.0.0"))).isTrue();
        assertThat(range.contains(ip("10.9.255.255"))).isTrue();
        assertThat(range.contains(ip("10.8.255.255"))).isFalse();
        assertThat(range.contains(ip("10.10.0.0"))).isFalse();
        assertThat(range.contains(ip("::ffff:10.9.1.1"))).isTrue();
    }

    @Test
    void neverContainsTheOtherVersion() {
        assertThat(cidr("0.0.0.0/0").contains(ip("::1"))).isFalse();
        assertThat(cidr("::/0").contains(ip("10.0.0.1"))).isFalse();
        assertThat(cidr("::/0").contains(ip("::ffff:10.0.0.1"))).isFalse();
        assertThat(cidr("::/0").contains(cidr("10.0.0.0/8"))).isFalse();
        assertThat(cidr("0.0.0.0/0").overlaps(cidr("::/0"))).isFalse();
    }

    @Test
    void holdsOtherRangesInsideIt() {
        assertThat(cidr("10.0.0.0/8").contains(cidr("10.0.0.0/8"))).isTrue();
        assertThat(cidr("10.0.0.0/8").contains(cidr("10.200.0.0/16"))).isTrue();
        assertThat(cidr("10.0.0.0/8").contains(cidr("0.0.0.0/0"))).isFalse();
        assertThat(cidr("10.0.0.0/8").contains(cidr("11.0.0.0/16"))).isFalse();
        assertThat(cidr("10.200.0.0/16").overlaps(cidr("10.0.0.0/8"))).isTrue();
        assertThat(cidr("10.0.0.0/8").overlaps(cidr("10.200.0.0/16"))).isTrue();
        assertThat(cidr("10.0.0.0/16").overlaps(cidr("10.1.0.0/16"))).isFalse();
    }

    @Test
    void isSingleAtFullLength() {
        assertThat(Cidr.of(ip("10.0.0.1"))).hasToString("10.0.0.1/32").matches(Cidr::isSingle);
        assertThat(Cidr.of(ip("::1"))).hasToString("::1/128").matches(Cidr::isSingle);
        assertThat(cidr("10.0.0.0/31").isSingle()).isFalse();
        assertThat(cidr("::/32").isSingle()).isFalse();
    }

    /** Against arithmetic on the whole number. */
    @Test
    void containsWhatSharesItsPrefix() {
        var random = new Random(4632);
        for (int i = 0; i < 20_000; i++) {
            boolean v4 = random.nextBoolean();
            int width = v4 ? 32 : 128;
            int prefix = random.nextInt(width + 1);
            var one = v4 ? Ip.v4(random.nextInt()) : v6(random);
            var other = flipOne(one, random.nextInt(width));

            boolean shared =
                    number(one).xor(number(other)).shiftRight(width - prefix).signum() == 0;

            assertThat(Cidr.around(one, prefix).contains(one)).isTrue();
            assertThat(Cidr.around(one, prefix).contains(other))
                    .as("%s/%d contains %s", one, prefix, other)
                    .isEqualTo(shared);
        }
    }

    private static Ip v6(Random random) {
        return new Ip(random.nextLong() | 1L << 63, random.nextLong());
    }

    private static Ip flipOne(Ip ip, int bit) {
        var bytes = ip.bytes();
        bytes[bit / 8] ^= (byte) (0x80 >>> bit % 8);
        return Ip.of(bytes);
    }

    private static BigInteger number(Ip ip) {
        return new BigInteger(1, ip.bytes());
    }
}
