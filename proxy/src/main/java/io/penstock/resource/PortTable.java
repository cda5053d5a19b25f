package io.penstock.resource;

import io.penstock.net.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Values by range of ports, found by binary search.
 *
 * @param entries ascending, no two with a port in common
 */
record PortTable<T>(List<PortTable.Entry<T>> entries) {
    /** A value and its ports. */
    record Entry<T>(PortRange ports, T value) {
        private boolean overlaps(Entry<T> other) {
            return ports.overlaps(other.ports);
        }
    }

    /**
     * Of entries in any order; of two that overlap the earlier is kept.
     *
     * @param overlap takes each entry that overlaps an earlier one, once, behind one such
     */
    static <T> PortTable<T> of(List<Entry<T>> entries, BiConsumer<Entry<T>, Entry<T>> overlap) {
        var kept = new TreeMap<Integer, Entry<T>>();
        var dropped = new ArrayList<Entry<T>>();
        for (var entry : entries) {
            // What is kept is disjoint: if any of it overlaps, then the last that begins in time.
            var before = kept.floorEntry(entry.ports().to());
            if (before != null && before.getValue().overlaps(entry)) {
                overlap.accept(before.getValue(), entry);
                dropped.add(entry);
            } else {
                dropped.stream()
                        .filter(entry::overlaps)
                        .findFirst()
                        .ifPresent(earlier -> overlap.accept(earlier, entry));
                kept.put(entry.ports().from(), entry);
            }
        }
        return new PortTable<>(List.copyOf(kept.values()));
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
}
