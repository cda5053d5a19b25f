package io.penstock.endpoint;

import static io.penstock.testing.Zigi.cidr;
import static io.penstock.testing.Zigi.ip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.transport.Capacity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DoorPlanTest {
    private static final PortRange EPHEMERAL = new PortRange(32768, 60999);
    private static final Ip ENTRY = ip("10.9.0.10");

    private static Capacity with(long descriptors) {
        return new Capacity(Optional::empty, descriptors, 2, EPHEMERAL);
    }

    private static Capacity without(long descriptors) {
        return new Capacity(
                () -> Optional.of("this process lacks the capability BPF"),
                descriptors,
                2,
                EPHEMERAL);
    }

    private static Ports ports(String... ranges) {
        return new Ports(
                List.of(ranges).stream().map(r -> PortRange.parse(r).orElseThrow()).toList());
    }

    private static DoorPlan plan(Map<Ip, Ports> listeners, Capacity capacity) {
        return DoorPlan.of(listeners, Map.of(), Set.of(ENTRY), capacity);
    }

    @Test
    void givesFewPortsASocketEachAndManyToSocketLookup() {
        var plan = plan(Map.of(ENTRY, ports("1-128"), ip("10.9.0.11"), ports("1-129")), with(9999));

        assertThat(plan.sockets()).hasSize(128).allMatch(at -> at.ip().equals(ENTRY));
        assertThat(plan.lookup()).containsExactly(entry(cidr("10.9.0.11/32"), ports("1-129")));
        assertThat(plan.wide()).containsExactly(ip("10.9.0.11"));
        assertThat(plan.misfits()).isEmpty();
        assertThat(plan.notices()).isEmpty();
    }

    @Test
    void countsTheRangesOfAnAddressTogether() {
        var plan = plan(Map.of(ENTRY, ports("1-100", "201-300")), with(9999));

        assertThat(plan.sockets()).isEmpty();
        assertThat(plan.lookup())
                .containsExactly(entry(cidr("10.9.0.10/32"), ports("1-100", "201-300")));
    }

    @Test
    void asksForSocketLookupOnlyWhereItIsNeeded() {
        var never =
                new Capacity(
                        () -> {
                            throw new AssertionError("tried");
                        },
                        9999,
                        2,
                        EPHEMERAL);

        assertThat(plan(Map.of(ENTRY, ports("1-128"), Ip.ANY_V4, ports("1-200")), never).sockets())
                .hasSize(328);
    }

    @Test
    void neverPutsTheWildcardThroughSocketLookup() {
        var plan = plan(Map.of(Ip.ANY_V6, ports("1000-1999")), with(9999));

        assertThat(plan.lookup()).isEmpty();
        assertThat(plan.sockets()).hasSize(1000);
        assertThat(plan.notices())
                .containsExactly(
                        "[::]:1000-1999 has a socket for each port; `*` never goes through socket"
                                + " lookup");
    }

    @Test
    void leavesTheKernelItsPortsWithoutSocketLookup() {
        var plan = plan(Map.of(ENTRY, ports("32000-33000", "40000-40009")), without(20000));

        assertThat(plan.misfits()).isEmpty();
        assertThat(plan.sockets()).hasSize(768 + 10);
        assertThat(plan.leftOut()).containsExactly(entry(ENTRY, ports("32768-33000")));
        assertThat(plan.notices())
                .containsExactly(
                        "10.9.0.10:32000-33000, 40000-40009 has a socket for each port, but"
                                + " 32768-33000, which lies in net.ipv4.ip_local_port_range"
                                + " (32768-60999), which the host needs for its own connects;"
                                + " socket lookup cannot be used: this process lacks the"
                                + " capability BPF");
    }

    @Test
    void refusesARangeOfWhichNothingWouldBeLeft() {
        var plan = plan(Map.of(ENTRY, ports("40000-41000")), without(20000));

        assertThat(plan.misfits())
                .singleElement()
                .satisfies(misfit -> {
                    assertThat(misfit.at()).hasToString("10.9.0.10:40000");
                    assertThat(misfit.where()).isEqualTo("10.9.0.10:40000-41000");
                    assertThat(misfit.text())
                            .startsWith("a range lies in net.ipv4.ip_local_port_range")
                            .endsWith("lacks the capability BPF");
                });
    }

    @Test
    void refusesMorePortsThanThereAreDescriptorsAndSaysHowManyWouldFit() {
        var plan = plan(Map.of(ENTRY, ports("1-65535")), without(20000));

        assertThat(plan.misfits())
                .singleElement()
                .extracting(DoorPlan.Misfit::text)
                .isEqualTo(
                        "65535 ports need a socket each, 37303 of all endpoints would have one, and"
                                + " 7500 fit: the limit of open files is 20000 (ulimit -n), a port"
                                + " takes 2 of them, and a quarter stays for connections; socket"
                                + " lookup cannot be used: this process lacks the capability BPF");
        assertThat(plan(Map.of(ENTRY, ports("1-7500")), without(20000)).misfits()).isEmpty();
        assertThat(plan(Map.of(ENTRY, ports("1-7501")), without(20000)).misfits()).hasSize(1);
    }

    @Test
    void takesRangesOfAddressesByNothingButSocketLookup() {
        Map<Cidr, Ports> ranges = Map.of(cidr("10.0.0.0/8"), ports("80"));

        assertThat(DoorPlan.of(Map.of(), ranges, Set.of(), with(99)).lookup()).isEqualTo(ranges);
        assertThat(DoorPlan.of(Map.of(), ranges, Set.of(), without(99)).misfits())
                .singleElement()
                .satisfies(misfit -> {
                    assertThat(misfit.where()).isEqualTo("10.0.0.0/8:80");
                    assertThat(misfit.text())
                            .isEqualTo(
                                    "a range of addresses needs socket lookup, which cannot be"
                                            + " used: this process lacks the capability BPF");
                });
    }
}
