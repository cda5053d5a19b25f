package io.penstock.net;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A set of ports.
 *
 * @param ranges ascending, neither overlapping nor adjacent
 */
public record Ports(List<PortRange> ranges) {
    /** No port at all. */
    public static final Ports NONE = new Ports(List.of());

    /** Sorts the ranges and joins those that overlap or touch. */
    public Ports {
        var joined = new ArrayList<PortRange>();
        for (var range : ranges.stream().sorted().toList()) {
            if (!joined.isEmpty() && range.from() <= joined.getLast().to() + 1) {
                var last = joined.removeLast();
                joined.add(new PortRange(last.from(), Math.max(last.to(), range.to())));
            } else {
                joined.add(range);
            }
        }
        ranges = List.copyOf(joined);
    }

    /** These ranges. */
    public static Ports of(PortRange... ranges) {
        return new Ports(List.of(ranges));
    }

    /** The ports of both sets. */
    public Ports and(Ports other) {
        return new Ports(Stream.concat(ranges.stream(), other.ranges.stream()).toList());
    }

    /** The ports of this set that are not in the other. */
    public Ports without(Ports other) {
        var left = ranges;
        for (var cut : other.ranges) {
            var next = new ArrayList<PortRange>();
            for (var range : left) {
                if (!range.overlaps(cut)) {
                    next.add(range);
                    continue;
                }
                if (range.from() < cut.from()) {
                    next.add(new PortRange(range.from(), cut.from() - 1));
                }
                if (cut.to() < range.to()) {
                    next.add(new PortRange(cut.to() + 1, range.to()));
                }
            }
            left = next;
        }
        return new Ports(left);
    }

    /** Whether the port is in the set. */
    public boolean contains(int port) {
        for (var range : ranges) {
            if (range.contains(port)) {
                return true;
            }
        }
        return false;
    }

    /** Whether every port of the range is in the set. */
    public boolean contains(PortRange range) {
        return ranges.stream().anyMatch(mine -> mine.contains(range));
    }

    /** Whether every port of the other set is in this one. */
    public boolean contains(Ports other) {
        return other.ranges.stream().allMatch(this::contains);
    }

    /** Whether any port is in both sets. */
    public boolean overlaps(Ports other) {
        return ranges.stream().anyMatch(mine -> other.ranges.stream().anyMatch(mine::overlaps));
    }

    /** How many ports there are. */
    public int size() {
        return ranges.stream().mapToInt(PortRange::size).sum();
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Every port, ascending. */
    public IntStream stream() {
        return ranges.stream().flatMapToInt(r -> IntStream.rangeClosed(r.from(), r.to()));
    }

    /** As in a configuration: {@code 22, 80-89}. */
    @Override
    public String toString() {
        return ranges.stream().map(PortRange::toString).collect(Collectors.joining(", "));
    }
}
