package io.penstock.resource;

import static io.penstock.resource.IpAddressType.DUALSTACK;
import static io.penstock.resource.IpAddressType.IPV4;
import static io.penstock.resource.IpAddressType.IPV6;
import static io.penstock.resource.Sample.exposure;
import static io.penstock.resource.Sample.ip;
import static io.penstock.resource.Sample.on;
import static io.penstock.resource.Sample.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {
    private static final Host HOST =
            new Host(Map.of("eth0", List.of(ip("10.9.0.2"), ip("2001:db8::2"), ip("fe80::2"))));
    private static final Binding EVERYWHERE = new Binding.Wildcard();

    private static Catalog catalog(Exposure... exposures) {
        var overlaps = new ArrayList<Catalog.Overlap>();
        var catalog = Catalog.of(List.of(exposures), HOST, overlaps);
        assertThat(overlaps).isEmpty();
        return catalog;
    }

    private static List<Catalog.Overlap> overlaps(Exposure... exposures) {
        var overlaps = new ArrayList<Catalog.Overlap>();
        var _ = Catalog.of(List.of(exposures), HOST, overlaps);
        return overlaps;
    }

    private static Optional<Exposure> find(Catalog catalog, String address, int port) {
        return found(catalog.find(ip(address), port));
    }

    private static Optional<Exposure> found(Lookup lookup) {
        return switch (lookup) {
            case Lookup.Found(var exposure) -> Optional.of(exposure);
            case Lookup.Several several -> throw new AssertionError(several);
            case Lookup.Nothing() -> Optional.empty();
        };
    }

    @Test
    void findsWhoIsAtAnAddressAndPort() {
        var web = exposure("web", DUALSTACK, ports("80", "8000-8099"), on("10.9.0.10"));
        var db = exposure("db", DUALSTACK, ports("5432"), on("10.9.0.10"), on("2001:db8::10"));
        var catalog = catalog(web, db);

        assertThat(find(catalog, "10.9.0.10", 80)).contains(web);
        assertThat(find(catalog, "::ffff:10.9.0.10", 8050)).contains(web);
        assertThat(find(catalog, "10.9.0.10", 5432)).contains(db);
        assertThat(find(catalog, "2001:db8::10", 5432)).contains(db);
        assertThat(find(catalog, "2001:db8::10", 80)).isEmpty();
        assertThat(find(catalog, "10.9.0.10", 81)).isEmpty();
        assertThat(find(catalog, "10.9.0.11", 80)).isEmpty();
    }

    @Test
    void answersWithTheExactAddressBeforeAWildcard() {
        var everywhere = exposure("everywhere", DUALSTACK, ports("80-81"), EVERYWHERE);
        var exact = exposure("exact", DUALSTACK, ports("80"), on("10.9.0.10"));

        for (var catalog : List.of(catalog(everywhere, exact), catalog(exact, everywhere))) {
            assertThat(find(catalog, "10.9.0.10", 80)).contains(exact);
            assertThat(find(catalog, "10.9.0.10", 81)).contains(everywhere);
            assertThat(find(catalog, "10.9.0.11", 80)).contains(everywhere);
            assertThat(find(catalog, "2001:db8::9", 80)).contains(everywhere);
        }
    }

    @Test
    void keepsTheVersionsOfWildcardsApart() {
        var four = exposure("four", IPV4, ports("80"), EVERYWHERE);
        var six = exposure("six", IPV6, ports("80", "90"), EVERYWHERE);
        var catalog = catalog(four, six);

        assertThat(find(catalog, "10.9.0.10", 80)).contains(four);
        assertThat(find(catalog, "2001:db8::9", 80)).contains(six);
        assertThat(find(catalog, "10.9.0.10", 90)).isEmpty();
        assertThat(catalog.addressesOf(four.endpoint().identity())).containsExactly(Ip.ANY_V4);
        assertThat(catalog.addressesOf(six.endpoint().identity())).containsExactly(Ip.ANY_V6);
    }

    @Test
    void listensOnTheAddressesOfADeviceThatItsTypeIncludes() {
        var device = new Binding.Device("eth0");
        var four = exposure("four", IPV4, ports("80"), device);
        var both = exposure("both", DUALSTACK, ports("81"), device);
        var gone = exposure("gone", DUALSTACK, ports("82"), new Binding.Device("eth1"));
        var catalog = catalog(four, both, gone);

        assertThat(catalog.addressesOf(four.endpoint().identity())).containsExactly(ip("10.9.0.2"));
        assertThat(catalog.addressesOf(both.endpoint().identity()))
                .as("not fe80::2, which nobody can be told of")
                .containsExactlyInAnyOrder(ip("10.9.0.2"), ip("2001:db8::2"));
        assertThat(catalog.addressesOf(gone.endpoint().identity())).isEmpty();
        assertThat(find(catalog, "10.9.0.2", 80)).contains(four);
        assertThat(find(catalog, "2001:db8::2", 80)).isEmpty();
        assertThat(find(catalog, "2001:db8::2", 81)).contains(both);
    }

    @Test
    void saysWhichListenersItNeeds() {
        var catalog =
                catalog(
                        exposure("a", DUALSTACK, ports("80"), on("10.9.0.10"), on("10.9.0.11")),
                        exposure("b", DUALSTACK, ports("81", "1000-1999"), on("10.9.0.10")),
                        exposure("c", DUALSTACK, ports("443"), EVERYWHERE),
                        exposure("d", IPV4, ports("444"), EVERYWHERE));

        assertThat(catalog.listeners())
                .isEqualTo(
                        Map.of(
                                ip("10.9.0.10"),
                                ports("80-81", "1000-1999"),
                                ip("10.9.0.11"),
                                ports("80"),
                                Ip.ANY_V6,
                                ports("443"),
                                Ip.ANY_V4,
                                ports("443-444")));
    }

    @Test
    void servesEveryAddressAlsoWhereTheHostHasNoIpv6() {
        var host = new Host(Map.of("lo", List.of(ip("127.0.0.1"))));
        var both = exposure("both", DUALSTACK, ports("80"), EVERYWHERE);
        var six = exposure("six", IPV6, ports("81"), EVERYWHERE);

        assertThat(Catalog.of(List.of(both), host, new ArrayList<>()).listeners())
                .isEqualTo(Map.of(Ip.ANY_V4, ports("80")));
        assertThat(Catalog.of(List.of(six), host, new ArrayList<>()).listeners())
                .as("which the kernel will refuse by name")
                .isEqualTo(Map.of(Ip.ANY_V6, ports("81")));
        assertThat(Catalog.of(List.of(both), Host.UNKNOWN, new ArrayList<>()).listeners())
                .isEqualTo(Map.of(Ip.ANY_V4, ports("80"), Ip.ANY_V6, ports("80")));
    }

    @Test
    void listsExposuresInTheirOrder() {
        var a = exposure("a", DUALSTACK, ports("80"), on("10.9.0.10"));
        var b = exposure("b", DUALSTACK, ports("80"), on("10.9.0.9"));
        var catalog = catalog(b, a);

        assertThat(catalog.exposures()).containsExactly(b, a);
        assertThat(catalog.exposuresOf(a.endpoint().identity())).containsExactly(a);
        assertThat(catalog.exposuresOf(Identity.of(Kind.ENDPOINT, Sample.ACCOUNT, "c"))).isEmpty();
    }

    @Test
    void tellsWhichTwoClaimOneAddressAndPort() {
        var first = exposure("first", DUALSTACK, ports("80-89"), on("10.9.0.10"), on("10.9.0.11"));
        var second = exposure("second", DUALSTACK, ports("70-80"), on("10.9.0.10"));

        assertThat(overlaps(first, second))
                .containsExactly(
                        new Catalog.Overlap(
                                first, second, Cidr.of(ip("10.9.0.10")), PortRange.of(80)));
        assertThat(overlaps(second, first))
                .containsExactly(
                        new Catalog.Overlap(
                                second, first, Cidr.of(ip("10.9.0.10")), PortRange.of(80)));
    }

    /** {@code -} for none, else the address at which they meet. */
    @ParameterizedTest
    @CsvSource({
        "DUALSTACK, *, DUALSTACK, *, '::'",
        "DUALSTACK, *, IPV4, *, 0.0.0.0",
        "IPV4, *, DUALSTACK, *, 0.0.0.0",
        "DUALSTACK, *, IPV6, *, '::'",
        "IPV4, *, IPV4, *, 0.0.0.0",
        "IPV6, *, IPV6, *, '::'",
        "IPV4, *, IPV6, *, -",
        "DUALSTACK, *, DUALSTACK, '::', '::'",
        "DUALSTACK, *, DUALSTACK, 0.0.0.0, 0.0.0.0",
        "DUALSTACK, *, DUALSTACK, 10.9.0.10, -",
        "DUALSTACK, 10.9.0.10, DUALSTACK, ::ffff:10.9.0.10, 10.9.0.10",
        "DUALSTACK, 10.9.0.10, DUALSTACK, 10.9.0.11, -",
        "DUALSTACK, eth0, DUALSTACK, 10.9.0.2, 10.9.0.2",
        "IPV6, eth0, DUALSTACK, 10.9.0.2, -",
        "IPV4, eth0, IPV6, eth0, -",
    })
    void knowsWhereTwoEndpointsMeet(
            IpAddressType type, String binding, IpAddressType otherType, String other, String at) {
        var one = exposure("one", type, ports("80"), binding(binding));
        var two = exposure("two", otherType, ports("80"), binding(other));

        assertThat(overlaps(one, two).stream().map(overlap -> overlap.address().toString()))
                .isEqualTo(at.equals("-") ? List.of() : List.of(at));
    }

    private static Exposure child(Endpoint endpoint, String label, Ports ports) {
        var parent = endpoint.configuration();
        return new Exposure(
                endpoint,
                Identity.of(Kind.RESOURCE_CONFIGURATION, Sample.ACCOUNT, label),
                Optional.of(label),
                parent.gateway(),
                new Definition.Address(ip("10.0.1.80")),
                ports,
                Optional.empty(),
                ConnectionOptions.DEFAULT,
                endpoint.bindings());
    }

    @Test
    void putsChildrenOnASwitchboardExactlyWhereTheyShareAPort() {
        var endpoint = exposure("group", DUALSTACK, ports("80"), on("10.9.0.10")).endpoint();
        var one = child(endpoint, "one", ports("80", "100-200"));
        var two = child(endpoint, "two", ports("80", "150-300"));
        var three = child(endpoint, "three", ports("160"));
        var catalog = catalog(one, two, three);

        assertThat(catalog.find(ip("10.9.0.10"), 80)).isEqualTo(several(endpoint, one, two));
        assertThat(find(catalog, "10.9.0.10", 149)).contains(one);
        assertThat(catalog.find(ip("10.9.0.10"), 150)).isEqualTo(several(endpoint, one, two));
        assertThat(catalog.find(ip("10.9.0.10"), 160))
                .isEqualTo(several(endpoint, one, two, three));
        assertThat(catalog.find(ip("10.9.0.10"), 161)).isEqualTo(several(endpoint, one, two));
        assertThat(find(catalog, "10.9.0.10", 201)).contains(two);
        assertThat(find(catalog, "10.9.0.10", 301)).isEmpty();
        assertThat(catalog.switchboards())
                .extracting(Switchboard::exposures)
                .containsExactlyInAnyOrder(List.of(one, two), List.of(one, two, three));
        assertThat(catalog.listeners()).isEqualTo(Map.of(ip("10.9.0.10"), ports("80", "100-300")));
    }

    private static Lookup several(Endpoint endpoint, Exposure... exposures) {
        return new Lookup.Several(new Switchboard(endpoint, List.of(exposures)));
    }

    @Test
    void aSwitchboardOverlapsWithAnotherEndpoint() {
        var endpoint = exposure("group", DUALSTACK, ports("80"), on("10.9.0.10")).endpoint();
        var one = child(endpoint, "one", ports("80"));
        var two = child(endpoint, "two", ports("80"));
        var other = exposure("web", DUALSTACK, ports("80"), on("10.9.0.10"));

        assertThat(overlaps(one, two, other))
                .singleElement()
                .satisfies(overlap -> {
                    assertThat(overlap.first())
                            .isEqualTo(new Switchboard(endpoint, List.of(one, two)));
                    assertThat(overlap.second()).isEqualTo(other);
                });
    }

    @Test
    void anAddressAnswersBeforeTheLongestRangeAndThatBeforeAWildcard() {
        var exact = exposure("exact", DUALSTACK, ports("80"), on("10.1.2.3"));
        var narrow = exposure("narrow", DUALSTACK, ports("80-90"), in("10.1.2.0/24"));
        var wide = exposure("wide", DUALSTACK, ports("1-65535"), in("10.0.0.0/8"));
        var any = exposure("any", DUALSTACK, ports("80"), EVERYWHERE);
        var six = exposure("six", DUALSTACK, ports("80"), in("2001:db8::/32"));
        var catalog = catalog(exact, narrow, wide, any, six);

        assertThat(find(catalog, "10.1.2.3", 80)).contains(exact);
        assertThat(find(catalog, "10.1.2.3", 81)).contains(narrow);
        assertThat(find(catalog, "10.1.2.3", 91)).contains(wide);
        assertThat(find(catalog, "10.1.2.4", 80)).contains(narrow);
        assertThat(find(catalog, "10.1.3.4", 80)).contains(wide);
        assertThat(find(catalog, "11.1.3.4", 80)).contains(any);
        assertThat(find(catalog, "2001:db8:1::1", 80)).contains(six);
        assertThat(find(catalog, "2001:db9::1", 81)).isEmpty();
        assertThat(catalog.ranges())
                .containsOnlyKeys(cidr("10.1.2.0/24"), cidr("10.0.0.0/8"), cidr("2001:db8::/32"));
        assertThat(catalog.listeners()).containsOnlyKeys(ip("10.1.2.3"), Ip.ANY_V4, Ip.ANY_V6);
    }

    @Test
    void twoEndpointsOnOneRangeOverlapAndOnNestedOnesDoNot() {
        var one = exposure("one", DUALSTACK, ports("80-90"), in("10.0.0.0/8"));
        var same = exposure("same", DUALSTACK, ports("90"), in("10.0.0.0/8"));
        var inside = exposure("inside", DUALSTACK, ports("90"), in("10.1.0.0/16"));

        assertThat(overlaps(one, same, inside))
                .containsExactly(
                        new Catalog.Overlap(one, same, cidr("10.0.0.0/8"), PortRange.of(90)));
    }

    private static Binding in(String range) {
        return new Binding.Prefix(cidr(range));
    }

    private static Cidr cidr(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    /**
     * Random endpoints on addresses and nested ranges, taken away and added one by one: the catalog
     * agrees with a look through every exposure.
     */
    @Test
    void agreesWithANaiveModelOfRangesOverUpdates() {
        var random = new Random(3);
        var exposures = new ArrayList<Exposure>();
        for (int i = 0; i < 400; i++) {
            if (exposures.size() > 8 || (!exposures.isEmpty() && random.nextInt(3) == 0)) {
                exposures.remove(random.nextInt(exposures.size()));
            } else {
                int from = 1 + random.nextInt(40);
                var range = new PortRange(from, from + random.nextInt(20));
                var ip = Ip.v4((10 << 24) | random.nextInt(8));
                var where =
                        random.nextInt(3) == 0
                                ? new Binding.Address(ip)
                                : new Binding.Prefix(Cidr.around(ip, 28 + random.nextInt(4)));
                exposures.add(exposure("e" + i, DUALSTACK, Ports.of(range), where));
            }
            var overlaps = new ArrayList<Catalog.Overlap>();
            var catalog = Catalog.of(exposures, HOST, overlaps);
            if (!overlaps.isEmpty()) {
                exposures.remove(overlaps.getFirst().second());
                continue;
            }
            for (int host = 0; host < 9; host++) {
                for (int port = 1; port < 62; port++) {
                    var ip = Ip.v4((10 << 24) | host);
                    assertThat(found(catalog.find(ip, port))).isEqualTo(naive(exposures, ip, port));
                }
            }
        }
    }

    private static Optional<Exposure> naive(List<Exposure> exposures, Ip ip, int port) {
        return exposures.stream()
                .filter(e -> e.ports().contains(port) && length(e, ip) >= 0)
                .max((a, b) -> Integer.compare(length(a, ip), length(b, ip)));
    }

    /** How closely an exposure's one binding fits an address; -1 if it does not. */
    private static int length(Exposure exposure, Ip ip) {
        return switch (exposure.bindings().getFirst()) {
            case Binding.Address(var mine) -> mine.equals(ip) ? 33 : -1;
            case Binding.Prefix(var range) -> range.contains(ip) ? range.prefix() : -1;
            case Binding.Device _, Binding.Wildcard _ -> throw new AssertionError("not used here");
        };
    }

    private static Binding binding(String text) {
        return switch (text) {
            case "*" -> EVERYWHERE;
            case "eth0" -> new Binding.Device("eth0");
            default -> on(text);
        };
    }

    @Test
    void neverOverlapsWithItself() {
        assertThat(
                        overlaps(
                                exposure(
                                        "web",
                                        DUALSTACK,
                                        ports("80"),
                                        EVERYWHERE,
                                        on("::"),
                                        on("0.0.0.0"),
                                        on("10.9.0.2"),
                                        on("::ffff:10.9.0.2"),
                                        new Binding.Device("eth0"))))
                .isEmpty();
    }

    /** Random catalogs, crowded enough that about half have an overlap. */
    @Test
    void agreesWithALookThroughEveryExposure() {
        var random = new Random(1);
        int clean = 0;
        for (int i = 0; i < 3_000; i++) {
            var exposures = randomExposures(random);
            var overlaps = new ArrayList<Catalog.Overlap>();
            var catalog = Catalog.of(exposures, HOST, overlaps);

            assertThat(overlaps).allMatch(overlap -> isTrue(overlap, exposures));
            assertThat(overlaps.stream().map(Catalog.Overlap::second).distinct())
                    .containsExactlyInAnyOrderElementsOf(
                            exposures.stream().filter(e -> claimsTaken(e, exposures)).toList());
            if (overlaps.isEmpty()) {
                clean++;
                assertAgrees(catalog, exposures);
            }
        }
        assertThat(clean).isBetween(500, 2_500);
    }

    private static final List<String> BINDINGS =
            List.of("10.9.0.2", "10.9.0.3", "2001:db8::2", "eth0", "*", "0.0.0.0", "::");
    private static final List<IpAddressType> TYPES = List.of(IPV4, IPV6, DUALSTACK);
    private static final List<Ip> ASKED =
            List.of(
                    ip("10.9.0.2"),
                    ip("10.9.0.3"),
                    ip("10.9.0.4"),
                    ip("2001:db8::2"),
                    ip("2001:db8::3"),
                    ip("127.0.0.1"),
                    ip("::1"));

    private static List<Exposure> randomExposures(Random random) {
        var exposures = new ArrayList<Exposure>();
        for (int n = random.nextInt(6); n > 0; n--) {
            var ranges = new ArrayList<PortRange>();
            for (int r = 1 + random.nextInt(2); r > 0; r--) {
                int from = 1 + random.nextInt(60);
                ranges.add(new PortRange(from, from + random.nextInt(10)));
            }
            var bindings = new Binding[1 + random.nextInt(2)];
            for (int b = 0; b < bindings.length; b++) {
                bindings[b] = binding(BINDINGS.get(random.nextInt(BINDINGS.size())));
            }
            var type = TYPES.get(random.nextInt(3));
            exposures.add(exposure("e" + n, type, new Ports(ranges), bindings));
        }
        return exposures;
    }

    private static void assertAgrees(Catalog catalog, List<Exposure> exposures) {
        for (var address : ASKED) {
            for (int port = 1; port < 72; port++) {
                int asked = port;
                var exact = exposures.stream().filter(e -> isExact(e, address, asked)).findFirst();
                var any = exposures.stream().filter(e -> isAny(e, address, asked)).findFirst();
                assertThat(found(catalog.find(address, port)))
                        .as("%s:%d", address, port)
                        .isEqualTo(exact.or(() -> any));
            }
        }
    }

    private static boolean isTrue(Catalog.Overlap overlap, List<Exposure> exposures) {
        return overlap.first() instanceof Exposure first
                && overlap.second() instanceof Exposure second
                && exposures.indexOf(first) < exposures.indexOf(second)
                && first.ports().contains(overlap.ports())
                && second.ports().contains(overlap.ports())
                && meet(first, second);
    }

    private static boolean claimsTaken(Exposure exposure, List<Exposure> exposures) {
        return exposures.subList(0, exposures.indexOf(exposure)).stream()
                .anyMatch(earlier -> meet(earlier, exposure));
    }

    private static boolean meet(Exposure one, Exposure other) {
        for (var address : ASKED) {
            for (int port = 1; port < 72; port++) {
                if ((isExact(one, address, port) && isExact(other, address, port))
                        || (isAny(one, address, port) && isAny(other, address, port))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isExact(Exposure exposure, Ip address, int port) {
        var endpoint = exposure.endpoint();
        return exposure.ports().contains(port)
                && endpoint.bindings().stream()
                        .anyMatch(binding ->
                                binding.equals(new Binding.Address(address))
                                        || (binding instanceof Binding.Device
                                                && HOST.addressesOf("eth0").contains(address)
                                                && endpoint.ipAddressType().includes(address)));
    }

    private static boolean isAny(Exposure exposure, Ip address, int port) {
        var type = exposure.endpoint().ipAddressType();
        boolean dual = type == DUALSTACK;
        return exposure.ports().contains(port)
                && exposure.endpoint().bindings().stream()
                        .anyMatch(binding ->
                                switch (binding) {
                                    case Binding.Wildcard() -> type.includes(address);
                                    case Binding.Address(var ip) ->
                                            address.isV4()
                                                    ? ip.equals(Ip.ANY_V4)
                                                            || (dual && ip.equals(Ip.ANY_V6))
                                                    : ip.equals(Ip.ANY_V6);
                                    case Binding.Device _, Binding.Prefix _ -> false;
                                });
    }
}
