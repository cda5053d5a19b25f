package io.penstock.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void leavesWhatTheOtherDoesNotHave() {
        var all = Ports.of(new PortRange(1, 100), PortRange.of(443));

        assertThat(all.without(Ports.NONE)).isEqualTo(all);
        assertThat(all.without(all)).isEqualTo(Ports.NONE);
        assertThat(all.without(Ports.of(PortRange.of(1), new PortRange(50, 60), PortRange.of(500))))
                .hasToString("2-49, 61-100, 443");
        assertThat(all.without(Ports.of(new PortRange(90, 450)))).hasToString("1-89");
    }

    private static Ports ports(String... ranges) {
        return new Ports(
                List.of(ranges).stream().map(r -> PortRange.parse(r).orElseThrow()).toList());
    }

    @Test
    void joinsWhatOverlapsOrTouches() {
        assertThat(ports("443", "80", "81-90", "85")).hasToString("80-90, 443");
        assertThat(ports("80-90", "81", "92")).hasToString("80-90, 92");
        assertThat(ports("1-65535", "65535")).hasToString("1-65535");
        assertThat(ports("80", "80")).isEqualTo(ports("80"));
    }

    @Test
    void mayBeEmpty() {
        assertThat(Ports.NONE.isEmpty()).isTrue();
        assertThat(Ports.NONE.size()).isZero();
        assertThat(Ports.NONE.contains(80)).isFalse();
        assertThat(Ports.NONE.stream()).isEmpty();
        assertThat(Ports.NONE.and(ports("80"))).isEqualTo(ports("80"));
        assertThat(ports("80").contains(Ports.NONE)).isTrue();
        assertThat(ports("80").overlaps(Ports.NONE)).isFalse();
        assertThat(ports("80").isEmpty()).isFalse();
    }

    @Test
    void containsARangeThatOnlyTwoOfItsPartsTogetherCover() {
        assertThat(ports("80-84", "85-89").contains(new PortRange(82, 87))).isTrue();
        assertThat(ports("80-84", "86-89").contains(new PortRange(82, 87))).isFalse();
    }

    /** In a small corner of the ports, so that ranges meet often. */
    @Test
    void agreesWithABitSet() {
        var random = new Random(65535);
        for (int i = 0; i < 5_000; i++) {
            int base = random.nextBoolean() ? 1 : 65535 - 39;
            var oneBits = new BitSet();
            var one = randomPorts(random, base, oneBits);
            var otherBits = new BitSet();
            var other = randomPorts(random, base, otherBits);
            var both = (BitSet) oneBits.clone();
            both.or(otherBits);
            var missing = (BitSet) otherBits.clone();
            missing.andNot(oneBits);

            assertThat(one.stream().toArray()).isEqualTo(oneBits.stream().toArray());
            assertThat(one.size()).isEqualTo(oneBits.cardinality());
            assertThat(one.isEmpty()).isEqualTo(oneBits.isEmpty());
            assertThat(one.overlaps(other)).isEqualTo(oneBits.intersects(otherBits));
            assertThat(one.contains(other)).isEqualTo(missing.isEmpty());
            assertThat(one.and(other).stream().toArray()).isEqualTo(both.stream().toArray());
            assertNormal(one);
            for (int port = Math.max(0, base - 1); port <= Math.min(65535, base + 41); port++) {
                assertThat(one.contains(port))
                        .as("%s has %d", one, port)
                        .isEqualTo(oneBits.get(port));
            }
        }
    }

    private static Ports randomPorts(Random random, int base, BitSet bits) {
        var ranges = new ArrayList<PortRange>();
        for (int n = random.nextInt(6); n > 0; n--) {
            int from = base + random.nextInt(32);
            var range = new PortRange(from, from + random.nextInt(8));
            ranges.add(range);
            bits.set(range.from(), range.to() + 1);
        }
        return new Ports(ranges);
    }

    private static void assertNormal(Ports ports) {
        for (int i = 1; i < ports.ranges().size(); i++) {
            assertThat(ports.ranges().get(i).from())
                    .as("%s", ports)
                    .isGreaterThan(ports.ranges().get(i - 1).to() + 1);
        }
    }
}
