package io.penstock.resource;

import static io.penstock.resource.IpAddressType.DUALSTACK;
import static io.penstock.resource.IpAddressType.IPV4;
import static io.penstock.resource.IpAddressType.IPV6;
import static io.penstock.resource.Sample.ip;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AddressPoolTest {
    private static AddressPool pool(String... ranges) {
        return new AddressPool(cidrs(ranges), Set.of());
    }

    private static List<Cidr> cidrs(String... ranges) {
        return Stream.of(ranges).map(text -> Cidr.parse(text).orElseThrow()).toList();
    }

    private static Exposure.Id tenant(String name) {
        return new Exposure.Id("vpce-" + name, "rcfg-" + name);
    }

    private static Map<Exposure.Id, IpAddressType> tenants(IpAddressType type, int from, int to) {
        var tenants = new HashMap<Exposure.Id, IpAddressType>();
        for (int i = from; i < to; i++) {
            tenants.put(tenant("t" + i), type);
        }
        return tenants;
    }

    @Test
    void givesEachTenantOneAddressOfEachVersionThatItTakes() {
        var tenants = new HashMap<Exposure.Id, IpAddressType>();
        tenants.put(tenant("four"), IPV4);
        tenants.put(tenant("six"), IPV6);
        tenants.put(tenant("both"), DUALSTACK);
        var leases = pool("10.9.1.0/24", "fd00:9:1::/64").assign(tenants, Leases.NONE);

        assertThat(leases.of(tenant("four"))).singleElement().matches(Ip::isV4);
        assertThat(leases.of(tenant("six"))).singleElement().matches(ip -> !ip.isV4());
        assertThat(leases.of(tenant("both"))).hasSize(2).first().matches(Ip::isV4);
        assertThat(leases.of(tenant("nobody"))).isEmpty();
    }

    @Test
    void givesOutAllButNetworkAndBroadcast() {
        var leases = pool("10.9.1.0/29").assign(tenants(IPV4, 0, 7), Leases.NONE);

        var given = leases.addresses().values().stream().flatMap(List::stream).toList();
        assertThat(given)
                .containsExactlyInAnyOrder(
                        ip("10.9.1.1"),
                        ip("10.9.1.2"),
                        ip("10.9.1.3"),
                        ip("10.9.1.4"),
                        ip("10.9.1.5"),
                        ip("10.9.1.6"));
        assertThat(leases.addresses().values()).filteredOn(List::isEmpty).hasSize(1);
    }

    @Test
    void usesEveryRangeAndASingleAddressToo() {
        var leases = pool("10.9.1.8/32", "10.9.2.0/31").assign(tenants(IPV4, 0, 3), Leases.NONE);

        assertThat(leases.addresses().values().stream().flatMap(List::stream))
                .containsExactlyInAnyOrder(ip("10.9.1.8"), ip("10.9.2.0"), ip("10.9.2.1"));
    }

    @Test
    void leavesOutWhatIsGivenAwayOtherwise() {
        var taken = Set.of(ip("10.9.1.1"), ip("10.9.1.2"));
        var pool = new AddressPool(cidrs("10.9.1.0/29"), taken);
        var leases = pool.assign(tenants(IPV4, 0, 6), Leases.NONE);

        assertThat(leases.addresses().values().stream().flatMap(List::stream))
                .hasSize(4)
                .doesNotContainAnyElementsOf(taken);
    }

    /**
     * Adding and removing one moves no other, whatever the history, as long as the process runs.
     */
    @Test
    void neverMovesALivingAddress() {
        var random = new Random(7);
        var pool = pool("10.9.1.0/26", "fd00:9:1::/120");
        Map<Exposure.Id, IpAddressType> tenants = tenants(DUALSTACK, 0, 20);
        var living = pool.assign(tenants, Leases.NONE);
        for (int i = 0; i < 500; i++) {
            var before = living;
            var change = tenant("t" + random.nextInt(60));
            if (tenants.remove(change) == null) {
                tenants.put(change, DUALSTACK);
            }
            living = pool.assign(tenants, living);
            for (var tenant : tenants.keySet()) {
                if (!tenant.equals(change)) {
                    assertThat(living.of(tenant)).isEqualTo(before.of(tenant)).hasSize(2);
                }
            }
            assertEachHasItsOwn(living);
        }
    }

    /** After a restart only those whose addresses met may have changed places. */
    @Test
    void givesTheSameAfterARestartWhereNoTwoMeet() {
        var pool = pool("fd00:9:1::/64");
        var few = pool.assign(tenants(IPV6, 0, 50), Leases.NONE);
        var more = pool.assign(tenants(IPV6, 0, 300), Leases.NONE);

        for (var tenant : tenants(IPV6, 0, 50).keySet()) {
            assertThat(more.of(tenant)).isEqualTo(few.of(tenant));
        }
        assertThat(pool.assign(tenants(IPV6, 0, 300), Leases.NONE)).isEqualTo(more);
    }

    @Test
    void movesWhoseAddressIsNotInThePoolAnyMore() {
        var tenants = tenants(IPV4, 0, 5);
        var living = pool("10.9.1.0/24").assign(tenants, Leases.NONE);

        var moved = pool("10.9.2.0/24").assign(tenants, living);

        assertThat(moved.addresses().values().stream().flatMap(List::stream))
                .hasSize(5)
                .allMatch(Cidr.parse("10.9.2.0/24").orElseThrow()::contains);
    }

    private static void assertEachHasItsOwn(Leases leases) {
        var all = new ArrayList<Ip>();
        leases.addresses().values().forEach(all::addAll);
        assertThat(new HashSet<>(all)).hasSameSizeAs(all);
    }
}
