package io.penstock.policy;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
                    "100.100.100.200",
                    "168.63.129.16");

    /** The well-known prefix (RFC 6052); those for local use (RFC 8215) must be configured. */
    private static final Nat64Prefix WELL_KNOWN = new Nat64Prefix(cidr("64:ff9b::/96"));

    private static final Cidr V4_COMPATIBLE = cidr("::/96");
    private static final Cidr SIX_TO_FOUR = cidr("2002::/16");
    private static final Cidr TEREDO = cidr("2001::/32");

    /** Copies the collections. */
    public Surroundings {
        metadata = Set.copyOf(metadata);
        nat64 = List.copyOf(nat64);
    }

    /** The built-in lists and these. */
    public static Surroundings of(
            List<Ip> moreMetadata, List<Nat64Prefix> moreNat64, OwnListeners own) {
        var metadata = Set.copyOf(Stream.concat(METADATA.stream(), moreMetadata.stream()).toList());
        var nat64 = new ArrayList<Nat64Prefix>(moreNat64);
        nat64.add(WELL_KNOWN);
        return new Surroundings(metadata, nat64, own);
    }

    /**
     * The address by which another is judged: the IPv4 address inside an IPv4-compatible, 6to4 (RFC
     * 3056), Teredo (RFC 4380) or NAT64 address, else the address itself. {@code ::} and {@code
     * ::1} are themselves.
     */
    public Ip judged(Ip address) {
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
