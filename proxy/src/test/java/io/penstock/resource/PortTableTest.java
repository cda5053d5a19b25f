package io.penstock.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PortTableTest {
    private static PortTable.Entry<String> entry(String range) {
        return new PortTable.Entry<>(PortRange.parse(range).orElseThrow(), range);
    }

    /** What overlaps, as {@code earlier/later}. */
    private static List<String> overlaps(String... ranges) {
        var told = new ArrayList<String>();
        PortTable.of(
                Stream.of(ranges).map(PortTableTest::entry).toList(),
                (earlier, later) -> told.add(earlier.value() + "/" + later.value()));
        return told;
    }

    @Test
    void tellsWhatOverlapsAnEarlierEntry() {
        assertThat(overlaps("80", "81", "1-79", "82-65535")).isEmpty();
        assertThat(overlaps("80", "80")).containsExactly("80/80");
        assertThat(overlaps("80-90", "1-100")).containsExactly("80-90/1-100");
        assertThat(overlaps("1-100", "80-90")).containsExactly("1-100/80-90");
    }

    /** Told once for each entry that has to move, not for each pair. */
    @Test
    void tellsEachEntryOnce() {
        assertThat(overlaps("80", "80", "80")).containsExactly("80/80", "80/80");
        assertThat(overlaps("10", "20", "30", "1-100")).containsExactly("30/1-100");
    }

    @Test
    void tellsAlsoWhatOverlapsOnlyAnEntryThatWasNotKept() {
        assertThat(overlaps("1-100", "50-200", "150-160"))
                .containsExactly("1-100/50-200", "50-200/150-160");
        assertThat(overlaps("150-160", "1-100", "50-200"))
                .containsExactlyInAnyOrder("150-160/50-200");
        assertThat(overlaps("1-10", "5-30", "25-26", "20-21"))
                .containsExactly("1-10/5-30", "5-30/25-26", "5-30/20-21");
    }

    @Test
    void keepsTheEarlierOfTwo() {
        var table = PortTable.of(List.of(entry("80-90"), entry("1-100")), (_, _) -> {});

        assertThat(table.find(85)).contains("80-90");
        assertThat(table.find(79)).isEmpty();
    }

    /** In a small corner of the ports, so that ranges often meet. */
    @Test
    void agreesWithALookThroughEveryEntry() {
        var random = new Random(80);
        for (int i = 0; i < 5_000; i++) {
            var entries =
                    IntStream.range(0, random.nextInt(8))
                            .map(_ -> 1 + random.nextInt(40))
                            .mapToObj(from -> new PortRange(from, from + random.nextInt(6)))
                            .map(range -> new PortTable.Entry<>(range, new Object()))
                            .toList();
            var told = new ArrayList<PortTable.Entry<Object>>();
            var table =
                    PortTable.of(
                            entries,
                            (earlier, later) -> {
                                assertThat(earlier.ports().overlaps(later.ports())).isTrue();
                                assertThat(entries.indexOf(earlier))
                                        .isLessThan(entries.indexOf(later));
                                told.add(later);
                            });

            assertThat(told).isEqualTo(entries.stream().filter(e -> meets(e, entries)).toList());
            if (told.isEmpty()) {
                for (int port = 1; port < 50; port++) {
                    assertThat(table.find(port)).isEqualTo(naive(entries, port));
                }
            }
        }
    }

    private static boolean meets(
            PortTable.Entry<Object> entry, List<PortTable.Entry<Object>> entries) {
        return entries.subList(0, entries.indexOf(entry)).stream()
                .anyMatch(earlier -> earlier.ports().overlaps(entry.ports()));
    }

    private static Optional<Object> naive(List<PortTable.Entry<Object>> entries, int port) {
        return entries.stream()
                .filter(entry -> entry.ports().contains(port))
                .<Object>map(PortTable.Entry::value)
                .findFirst();
    }
}
