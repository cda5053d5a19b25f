package io.penstock.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which IPv4 address hides in an IPv6 address. */
class SurroundingsTest {
    private static Ip ip(String text) {
        return Ip.parse(text).orElseThrow();
    }

    private static Nat64Prefix nat64(String text) {
        return new Nat64Prefix(Cidr.parse(text).orElseThrow());
    }

    private static Surroundings with(Nat64Prefix... prefixes) {
        return Surroundings.of(List.of(), List.of(prefixes), OwnListeners.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "::ffff:127.0.0.1, 127.0.0.1",
        "::7f00:1, 127.0.0.1",
        "::127.0.0.1, 127.0.0.1",
        "::2, 0.0.0.2",
        "::ffff, 0.0.255.255",
        "2002:7f00:1::, 127.0.0.1",
        "2002:a9fe:a9fe:1:2:3:4:5, 169.254.169.254",
        "2002:ffff:ffff::, 255.255.255.255",
        "64:ff9b::7f00:1, 127.0.0.1",
        "64:ff9b::a9fe:a9fe, 169.254.169.254",
        "64:ff9b::, 0.0.0.0",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2, 192.0.2.45", // the example of RFC 4380 section 4
        "2001::80ff:fffe, 127.0.0.1",
        "2001:0:7f00:1:0:0:5601:5601, 169.254.169.254",
    })
    void judgesByTheIpv4AddressInside(String address, String inside) {
        assertThat(with().judged(ip(address))).isEqualTo(ip(inside));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "0.0.0.0",
                "127.0.0.1",
                "::",
                "::1",
                "2001:db8::7f00:1",
                "fe80::7f00:1",
                "fd00::a9fe:a9fe",
                "::1:7f00:1",
                "2001:1::80ff:fffe",
                "2003:7f00:1::",
                "64:ff9b:0:0:0:1:7f00:1",
                "64:ff9c::7f00:1",
                "64:ff9b:1::7f00:1",
                "ff02::1",
            })
    void judgesEverythingElseByItself(String address) {
        assertThat(with().judged(ip(address))).isEqualTo(ip(address));
    }

    /** The table of RFC 6052 section 2.4: 192.0.2.33 under a prefix of each length. */
    @ParameterizedTest
    @CsvSource({
        "2001:db8::/32, 2001:db8:c000:221::",
        "2001:db8:100::/40, 2001:db8:1c0:2:21::",
        "2001:db8:122::/48, 2001:db8:122:c000:2:2100::",
        "2001:db8:122:300::/56, 2001:db8:122:3c0:0:221::",
        "2001:db8:122:344::/64, 2001:db8:122:344:c0:2:2100::",
        "2001:db8:122:344::/96, 2001:db8:122:344::192.0.2.33",
    })
    void findsTheAddressUnderATranslatorsPrefix(String prefix, String address) {
        assertThat(nat64(prefix).embedded(ip(address))).contains(ip("192.0.2.33"));
        assertThat(with(nat64(prefix)).judged(ip(address))).isEqualTo(ip("192.0.2.33"));
        assertThat(nat64(prefix).embedded(ip("2001:db9::"))).isEmpty();
        assertThat(with().judged(ip(address))).isEqualTo(ip(address));
    }

    /** A translator may look at neither; whatever they are must hide nothing. */
    @Test
    void looksPastTheReservedByteAndTheSuffix() {
        var address = ip("2001:db8:122:344:ffc0:2:21ff:ffff");

        assertThat(with(nat64("2001:db8:122:344::/64")).judged(address))
                .isEqualTo(ip("192.0.2.33"));
    }

    @Test
    void goesByTheLongestOfNestedPrefixes() {
        var address = ip("64:ff9b:1:7f00::a00:1");
        var wide = nat64("64:ff9b:1::/48");
        var narrow = nat64("64:ff9b:1:7f00::/96");

        assertThat(with(wide).judged(address)).isEqualTo(ip("127.0.0.0"));
        assertThat(with(wide, narrow).judged(address)).isEqualTo(ip("10.0.0.1"));
        assertThat(with(narrow, wide).judged(address)).isEqualTo(ip("10.0.0.1"));
        assertThat(with(nat64("64:ff9b::/32")).judged(ip("64:ff9b::7f00:1")))
                .as("the well-known prefix stays known")
                .isEqualTo(ip("127.0.0.1"));
    }

    @Test
    void knowsTheLengthsOfRfc6052() {
        assertThat(IntStream.rangeClosed(0, 128).filter(Nat64Prefix::isLength).boxed())
                .containsExactly(32, 40, 48, 56, 64, 96);
        assertThatThrownBy(() -> nat64("2001:db8::/33")).hasMessageContaining("2001:db8::/33");
        assertThatThrownBy(() -> nat64("2001:db8::/72")).hasMessageContaining("2001:db8::/72");
        assertThatThrownBy(() -> nat64("10.0.0.0/32")).hasMessageContaining("10.0.0.0/32");
    }
}
