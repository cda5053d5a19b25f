package io.penstock.policy;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What every egress decision of one snapshot has in common: which addresses are metadata services,
 * under which prefixes IPv4 addresses hide, and where the appliance itself listens.
 */
public record Surroundings(Set<Ip> metadata, List<Nat64Prefix> nat64, OwnListeners own) {
    /** Instance-metadata and task-metadata services of the large clouds. */
    private static final List<Ip> METADATA =
            ips(
                    "169.254.169.254",
                    "169.254.170.2",
                    "169.254.170.23",
                    "fd00:ec2::254",
                    "fd00:ec2::23",
                    "fd20:ce::254",
                    "fd00:c1::a9fe:a9fe",
                    "100.100.100.200",
                    "168.63.129.16");

    /** The well-known prefix (RFC 6052); those for local use (RFC 8215) must be configured. */
    private static final Nat64Prefix WELL_KNOWN = new Nat64Prefix(cidr("64:ff9b::/96"));

    private static final Comparator<Nat64Prefix> LONGEST_FIRST =
            Comparator.comparingInt((Nat64Prefix prefix) -> prefix.cidr().prefix()).reversed();

    private static final Cidr V4_COMPATIBLE = cidr("::/96");
    private static final Cidr SIX_TO_FOUR = cidr("2002::/16");
    private static final Cidr TEREDO = cidr("2001::/32");

    /**
     * Copies the collections. Longest prefixes first, as routes go; metadata services as they are
     * judged, or one that is given by an embedding address would never be met.
     */
    public Surroundings {
        nat64 = nat64.stream().sorted(LONGEST_FIRST).toList();
        var prefixes = nat64;
        metadata =
                metadata.stream()
                        .map(ip -> judged(ip, prefixes))
                        .collect(Collectors.toUnmodifiableSet());
    }

    /** The built-in lists and these. */
    public static Surroundings of(
            List<Ip> moreMetadata, List<Nat64Prefix> moreNat64, OwnListeners own) {
        var metadata = Stream.concat(METADATA.stream(), moreMetadata.stream());
        var nat64 = Stream.concat(Stream.of(WELL_KNOWN), moreNat64.stream());
        return new Surroundings(metadata.collect(Collectors.toSet()), nat64.toList(), own);
    }

    /**
     * Whether a rule for the one range opens all that a rule for the other opens. Being wider is
     * not enough: a special range and a metadata service are opened by a rule for just that.
     */
    public boolean covers(Cidr range, Cidr other) {
        if (other.isSingle() && metadata.contains(other.network())) {
            return range.equals(other);
        }
        return range.contains(other)
                && Stream.of(SpecialRange.values())
                        .filter(special -> special.isMeantBy(other))
                        .allMatch(special -> special.isMeantBy(range));
    }

    /**
     * The address by which another is judged: the IPv4 address inside an IPv4-compatible, 6to4 (RFC
     * 3056), Teredo (RFC 4380) or NAT64 address, else the address itself. {@code ::} and {@code
     * ::1} are themselves.
     */
    public Ip judged(Ip address) {
        return judged(address, nat64);
    }

    private static Ip judged(Ip address, List<Nat64Prefix> nat64) {
        if (address.isV4() || address.isAny() || address.isLoopback()) {
            return address;
        }
        for (var prefix : nat64) {
            Optional<Ip> inside = prefix.embedded(address);
            if (inside.isPresent()) {
                return inside.get();
            }
        }
        if (V4_COMPATIBLE.contains(address)) {
            return Ip.v4((int) address.low());
        }
        if (SIX_TO_FOUR.contains(address)) {
            return Ip.v4((int) (address.high() >>> 16));
        }
        // Teredo hides the client's address by inverting it.
        return TEREDO.contains(address) ? Ip.v4(~(int) address.low()) : address;
    }

    private static List<Ip> ips(String... texts) {
        return Stream.of(texts).map(text -> Ip.parse(text).orElseThrow()).toList();
    }

    private static Cidr cidr(String text) {
        return Cidr.parse(text).orElseThrow();
    }
}
