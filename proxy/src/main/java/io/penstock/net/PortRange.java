package io.penstock.net;

import java.util.Optional;

/** Ports {@code from} to {@code to}, both included, of 1 to 65535. */
public record PortRange(int from, int to) implements Comparable<PortRange> {
    /** Checks that it is a range of ports, written upwards. */
    public PortRange {
        if (from < 1 || to > 65535 || from > to) {
            throw new IllegalArgumentException(
                    "a port range is 1 to 65535, upwards: " + from + "-" + to);
        }
    }

    /** The range of one port. */
    public static PortRange of(int port) {
        return new PortRange(port, port);
    }

    /**
     * Reads {@code 80} or {@code 8000-8099}.
     *
     * @return empty if the text is not of that form or not a range of ports
     */
    public static Optional<PortRange> parse(String text) {
        var ends = text.split("-", -1);
        if (ends.length > 2) {
            return Optional.empty();
        }
        for (var end : ends) {
            if (!end.matches("[1-9][0-9]{0,4}")) {
                return Optional.empty();
            }
        }
        int from = Integer.parseInt(ends[0]);
        int to = Integer.parseInt(ends[ends.length - 1]);
        return from <= to && to <= 65535 ? Optional.of(new PortRange(from, to)) : Optional.empty();
    }

    /** Whether the port lies in the range. */
    public boolean contains(int port) {
        return from <= port && port <= to;
    }

    /** Whether every port of the other lies in this one. */
    public boolean contains(PortRange other) {
        return from <= other.from && other.to <= to;
    }

    /** Whether any port lies in both. */
    public boolean overlaps(PortRange other) {
        return from <= other.to && other.from <= to;
    }

    /** How many ports there are. */
    public int size() {
        return to - from + 1;
    }

    @Override
    public int compareTo(PortRange other) {
        return from != other.from
                ? Integer.compare(from, other.from)
                : Integer.compare(to, other.to);
    }

    /** As in a configuration: {@code 80} or {@code 8000-8099}. */
    @Override
    public String toString() {
        return from == to ? Integer.toString(from) : from + "-" + to;
    }
}
