package io.penstock.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.Ip;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnListenersTest {
    private static Ip ip(String text) {
        return Ip.parse(text).orElseThrow();
    }

    /** A host with 10.9.0.2 and 2001:db8::2, which listens on port 80 of that address. */
    private static OwnListeners on(String address) {
        return new OwnListeners(
                Map.of(ip(address), Ports.of(PortRange.of(80))),
                Set.of(ip("10.9.0.2"), ip("2001:db8::2")));
    }

    private static void assertOwn(OwnListeners own, String... addresses) {
        for (var address : addresses) {
            assertThat(own.contains(ip(address), 80)).as("%s:80 is own", address).isTrue();
            assertThat(own.contains(ip(address), 81)).as("%s:81 is own", address).isFalse();
        }
    }

    private static void assertForeign(OwnListeners own, String... addresses) {
        for (var address : addresses) {
            assertThat(own.contains(ip(address), 80)).as("%s:80 is own", address).isFalse();
        }
    }

    @Test
    void areOnTheirAddressAlone() {
        assertOwn(on("10.9.0.2"), "10.9.0.2", "::ffff:10.9.0.2");
        assertForeign(on("10.9.0.2"), "10.9.0.3", "127.0.0.1", "::1", "2001:db8::2");
        assertOwn(on("127.0.0.1"), "127.0.0.1");
        assertForeign(on("127.0.0.1"), "127.0.0.2", "::1");
    }

    @Test
    void areOnEveryIpv4AddressOfTheHostWhereTheyListenOnAll() {
        assertOwn(on("0.0.0.0"), "10.9.0.2", "127.0.0.1", "127.9.9.9");
        assertForeign(on("0.0.0.0"), "10.9.0.3", "::1", "2001:db8::2");
    }

    @Test
    void areOnEveryIpv6AddressOfTheHostWhereTheyListenOnAll() {
        assertOwn(on("::"), "::1", "2001:db8::2");
        assertForeign(on("::"), "2001:db8::3", "10.9.0.2", "10.9.0.3", "127.0.0.1");
    }

    /** The kernel dials the loopback then, or the address that the socket is bound to. */
    @Test
    void areAllMeantByTheUnspecifiedAddress() {
        for (var address : new String[] {"10.9.0.2", "127.0.0.1", "::1", "0.0.0.0", "::"}) {
            assertOwn(on(address), "0.0.0.0", "::");
        }
    }

    @Test
    void areNowhereWithoutAListener() {
        assertForeign(OwnListeners.NONE, "127.0.0.1", "0.0.0.0", "::1", "10.9.0.2");
    }
}
