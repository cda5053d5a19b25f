package io.penstock.policy;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Ranges of addresses that are not ordinary unicast (RFC 6890). A rule opens an address in one only
 * if the rule's CIDR lies inside the range, so that {@code 0.0.0.0/0} never opens {@code
 * 127.0.0.1}. The narrowest come first: an address belongs to the first range that contains it.
 */
public enum SpecialRange {
    /** {@code 255.255.255.255}. */
    BROADCAST("255.255.255.255/32"),
    /** This host on this network; a connect there reaches the loopback. */
    UNSPECIFIED("0.0.0.0/8", "::/128"),
    /** The host itself. */
    LOOPBACK("127.0.0.0/8", "::1/128"),
    /** One link. */
    LINK_LOCAL("169.254.0.0/16", "fe80::/10"),
    /** Many hosts. */
    MULTICAST("224.0.0.0/4", "ff00::/8"),
    /** Shared address space of carriers (RFC 6598). */
    CGNAT("100.64.0.0/10"),
    /** Reserved (RFC 1112). */
    RESERVED("240.0.0.0/4");

    private static final List<SpecialRange> ALL = List.of(values()); // values() copies

    @SuppressWarnings("ImmutableEnumChecker") // of immutable values, from toList()
    private final List<Cidr> ranges;

    SpecialRange(String... ranges) {
        this.ranges = Stream.of(ranges).map(text -> Cidr.parse(text).orElseThrow()).toList();
    }

    /** The range in which an address lies; empty if it is ordinary. */
    public static Optional<SpecialRange> of(Ip address) {
        for (var special : ALL) {
            for (var range : special.ranges) {
                if (range.contains(address)) {
                    return Optional.of(special);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether a rule for that CIDR means this range and nothing else. */
    public boolean isMeantBy(Cidr cidr) {
        for (var range : ranges) {
            if (range.contains(cidr)) {
                return true;
            }
        }
        return false;
    }

    /** For people: {@code loopback (127.0.0.0/8, ::1/128)}. */
    @Override
    public String toString() {
        var text = ranges.stream().map(Cidr::toString).collect(Collectors.joining(", "));
        return name().toLowerCase(Locale.ROOT).replace('_', '-') + " (" + text + ")";
    }
}
