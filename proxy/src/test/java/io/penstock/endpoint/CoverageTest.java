package io.penstock.endpoint;

import static io.penstock.testing.Zigi.cidr;
import static io.penstock.testing.Zigi.ip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CoverageTest {
    private static Ports ports(String... ranges) {
        return new Ports(
                List.of(ranges).stream().map(r -> PortRange.parse(r).orElseThrow()).toList());
    }

    /** The catalog asks the exact address, then the longest range, each for the port. */
    @Test
    void givesTheLongerPrefixThePortsOfTheShorterOnes() {
        var covered =
                Coverage.of(
                        Map.of(ip("10.1.2.3"), ports("3000-4000"), ip("10.9.0.1"), ports("9")),
                        Map.of(
                                cidr("10.0.0.0/8"), ports("80"),
                                cidr("10.1.2.0/24"), ports("443", "3500-5000")),
                        Set.of());

        assertThat(covered)
                .containsExactly(
                        entry(cidr("10.0.0.0/8"), ports("80")),
                        entry(cidr("10.1.2.0/24"), ports("80", "443", "3500-5000")),
                        entry(cidr("10.1.2.3/32"), ports("80", "443", "3000-5000")),
                        entry(cidr("10.9.0.1/32"), ports("9", "80")));
    }

    @Test
    void leavesTheHostItsOwnAddressesInARange() {
        var covered =
                Coverage.of(
                        Map.of(ip("10.0.0.7"), ports("7")),
                        Map.of(cidr("10.0.0.0/24"), ports("80"), cidr("10.0.0.9/32"), ports("9")),
                        Set.of(ip("10.0.0.2"), ip("10.0.0.7"), ip("10.0.0.9"), ip("10.1.0.2")));

        assertThat(covered)
                .containsExactly(
                        entry(cidr("10.0.0.0/24"), ports("80")),
                        entry(cidr("10.0.0.2/32"), Ports.NONE),
                        entry(cidr("10.0.0.7/32"), ports("7")),
                        entry(cidr("10.0.0.9/32"), ports("9")));
    }

    @Test
    void leavesTheLoopbackAloneUnlessItIsNamed() {
        var covered =
                Coverage.of(
                        Map.of(),
                        Map.of(
                                cidr("0.0.0.0/0"), ports("80"),
                                cidr("127.5.0.0/16"), ports("5"),
                                cidr("::/0"), ports("6")),
                        Set.of());

        assertThat(covered)
                .containsExactly(
                        entry(cidr("0.0.0.0/0"), ports("80")),
                        entry(cidr("127.0.0.0/8"), Ports.NONE),
                        entry(cidr("127.5.0.0/16"), ports("5")),
                        entry(cidr("::/0"), ports("6")),
                        entry(cidr("::1/128"), Ports.NONE));
    }

    @Test
    void agreesWithTheCatalogsRule() {
        var random = new Random(9);
        for (int round = 0; round < 300; round++) {
            var addresses = new HashMap<Ip, Ports>();
            var prefixes = new HashMap<Cidr, Ports>();
            var host = new HashSet<Ip>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                addresses.put(address(random), somePorts(random));
                prefixes.put(
                        Cidr.around(address(random), 26 + random.nextInt(7)), somePorts(random));
                host.add(address(random));
            }
            var covered = Coverage.of(addresses, prefixes, host);
            for (int last = 0; last < 64; last++) {
                var ip = Ip.v4(0x0a00_0000 + last);
                for (int port = 1; port <= 8; port++) {
                    assertThat(longest(covered, ip).contains(port))
                            .as("%s:%s of %s, %s, host %s", ip, port, addresses, prefixes, host)
                            .isEqualTo(isWanted(ip, port, addresses, prefixes, host));
                }
            }
        }
    }

    private static Ip address(Random random) {
        return Ip.v4(0x0a00_0000 + random.nextInt(64));
    }

    private static Ports somePorts(Random random) {
        int from = 1 + random.nextInt(8);
        return Ports.of(new PortRange(from, Math.min(from + random.nextInt(3), 8)));
    }

    private static Ports longest(Map<Cidr, Ports> covered, Ip ip) {
        return covered.entrySet().stream()
                .filter(entry -> entry.getKey().contains(ip))
                .max(Comparator.comparingInt(entry -> entry.getKey().prefix()))
                .map(Map.Entry::getValue)
                .orElse(Ports.NONE);
    }

    private static boolean isWanted(
            Ip ip, int port, Map<Ip, Ports> addresses, Map<Cidr, Ports> prefixes, Set<Ip> host) {
        return addresses.getOrDefault(ip, Ports.NONE).contains(port)
                || prefixes.entrySet().stream()
                        .filter(entry -> entry.getKey().contains(ip))
                        .filter(entry -> !host.contains(ip) || entry.getKey().isSingle())
                        .anyMatch(entry -> entry.getValue().contains(port));
    }
}
