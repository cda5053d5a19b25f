package io.penstock.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecialRangeTest {
    private static Ip ip(String text) {
        return Ip.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, UNSPECIFIED",
        "0.255.255.255, UNSPECIFIED",
        "'::', UNSPECIFIED",
        "127.0.0.0, LOOPBACK",
        "127.255.255.255, LOOPBACK",
        "::1, LOOPBACK",
        "169.254.0.0, LINK_LOCAL",
        "169.254.255.255, LINK_LOCAL",
        "fe80::, LINK_LOCAL",
        "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff, LINK_LOCAL",
        "224.0.0.0, MULTICAST",
        "239.255.255.255, MULTICAST",
        "ff00::, MULTICAST",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, MULTICAST",
        "100.64.0.0, CGNAT",
        "100.127.255.255, CGNAT",
        "240.0.0.0, RESERVED",
        "255.255.255.254, RESERVED",
        "255.255.255.255, BROADCAST",
    })
    void reachesFromItsFirstToItsLastAddress(String address, SpecialRange range) {
        assertThat(SpecialRange.of(ip(address))).contains(range);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "169.253.255.255",
                "169.255.0.0",
                "223.255.255.255",
                "100.63.255.255",
                "100.128.0.0",
                "10.0.0.1",
                "172.16.0.1",
                "192.168.0.1",
                "::2",
                "fe7f:ffff::",
                "fec0::",
                "feff::",
                "fd00::1",
                "2001:db8::1"
            })
    void leavesItsNeighboursAlone(String address) {
        assertThat(SpecialRange.of(ip(address))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.0/8, true",
        "127.0.0.1/32, true",
        "::1/128, true",
        "126.0.0.0/7, false",
        "0.0.0.0/0, false",
        "::/0, false",
        "::/127, false",
        "128.0.0.0/8, false",
    })
    void isMeantOnlyByRangesInsideIt(String cidr, boolean meant) {
        assertThat(SpecialRange.LOOPBACK.isMeantBy(Cidr.parse(cidr).orElseThrow()))
                .isEqualTo(meant);
    }

    @Test
    void isWrittenWithWhatItSpans() {
        assertThat(SpecialRange.LINK_LOCAL).hasToString("link-local (169.254.0.0/16, fe80::/10)");
    }
}
