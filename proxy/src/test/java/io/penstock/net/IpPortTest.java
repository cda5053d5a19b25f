package io.penstock.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPortTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":53",
                "10.0.0.1",
                "10.0.0.1:",
                "10.0.0.1:053",
                "10.0.0.1:65536",
                "10.0.0.1:100000",
                "10.0.0.1:-1",
                "10.0.0.1:+1",
                "10.0.0.1: 53",
                "[10.0.0.1]:53",
                "::1:53",
                "[::1]",
                "[::1]53",
                "[::1]:",
                "[::1:53",
                "::1]:53",
                "[]:53",
                "[[::1]]:53",
                "[::1%lo]:53",
                "localhost:53",
                "*:53",
            })
    void refusesWhatIsNoAddressAndPort(String text) {
        assertThat(IpPort.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1:53, 192.0.2.1, 53",
        "0.0.0.0:0, 0.0.0.0, 0",
        "[2001:db8::1]:53, 2001:db8::1, 53",
        "[::]:65535, '::', 65535",
        "[::ffff:192.0.2.1]:80, 192.0.2.1, 80",
    })
    void readsAnAddressAndPort(String text, String ip, int port) {
        assertThat(IpPort.parse(text)).contains(new IpPort(Ip.parse(ip).orElseThrow(), port));
    }

    @Test
    void writesWhatItReads() {
        for (var text : new String[] {"192.0.2.1:53", "[2001:db8::1]:53", "[::]:0"}) {
            assertThat(IpPort.parse(text).orElseThrow()).hasToString(text);
        }
    }

    @Test
    void isTheSameAsAJdkSocketAddress() {
        var address = IpPort.parse("[2001:db8::1]:53").orElseThrow();

        assertThat(address.toSocketAddress()).isEqualTo(new InetSocketAddress("2001:db8::1", 53));
        assertThat(IpPort.of(address.toSocketAddress())).isEqualTo(address);
    }

    @Test
    void cannotHaveAnotherPort() {
        assertThatThrownBy(() -> new IpPort(Ip.ANY_V4, 65536)).hasMessageContaining("65536");
        assertThatThrownBy(() -> new IpPort(Ip.ANY_V4, -1)).hasMessageContaining("-1");
    }
}
