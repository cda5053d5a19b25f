package io.penstock.resource;

import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Values by range of ports, found by binary search.
 *
 * @param entries ascending, no two with a port in common
 */
record PortTable<T>(List<PortTable.Entry<T>> entries) {
    /** A value and its ports. */
    record Entry<T>(PortRange ports, T value) {}

    /** Of entries in any order; of two that overlap the first is kept and both are told. */
    static <T> PortTable<T> of(List<Entry<T>> entries, BiConsumer<Entry<T>, Entry<T>> overlap) {
        var sorted = entries.stream().sorted(Comparator.comparing(Entry::ports)).toList();
        var kept = new ArrayList<Entry<T>>();
        for (var entry : sorted) {
            if (!kept.isEmpty() && kept.getLast().ports().overlaps(entry.ports())) {
                overlap.accept(kept.getLast(), entry);
            } else {
                kept.add(entry);
            }
        }
        return new PortTable<>(List.copyOf(kept));
    }

    /** The value of the range with the port. */
    Optional<T> find(int port) {
        int low = 0;
        int high = entries.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            var entry = entries.get(middle);
            if (entry.ports().to() < port) {
                low = middle + 1;
            } else if (entry.ports().from() > port) {
                high = middle - 1;
            } else {
                return Optional.of(entry.value());
            }
        }
        return Optional.empty();
    }

    /** Every port that has a value. */
    Ports ports() {
        return new Ports(entries.stream().map(Entry::ports).toList());
    }
}
