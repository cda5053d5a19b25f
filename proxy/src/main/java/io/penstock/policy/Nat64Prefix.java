package io.penstock.policy;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A prefix under which a translator embeds IPv4 addresses (RFC 6052 section 2.2).
 *
 * @param cidr an IPv6 range with a prefix of 32, 40, 48, 56, 64 or 96 bits
 */
public record Nat64Prefix(Cidr cidr) {
    /** The byte that RFC 6052 keeps zero; the address is written around it. */
    private static final int SKIPPED = 8;

    /** Checks the length, which decides where the IPv4 address lies. */
    public Nat64Prefix {
        if (cidr.network().isV4() || !isLength(cidr.prefix())) {
            throw new IllegalArgumentException("no NAT64 prefix: " + cidr);
        }
    }

    /** Whether RFC 6052 knows a prefix of so many bits. */
    public static boolean isLength(int bits) {
        return bits == 96 || (bits >= 32 && bits <= 64 && bits % 8 == 0);
    }

    /** The IPv4 address inside, where the address lies under this prefix. */
    public Optional<Ip> embedded(Ip address) {
        if (!cidr.contains(address)) {
            return Optional.empty();
        }
        var all = address.bytes();
        var inside = ByteBuffer.allocate(4);
        for (int i = cidr.prefix() / 8; inside.hasRemaining(); i++) {
            if (i != SKIPPED) {
                inside.put(all[i]);
            }
        }
        return Optional.of(Ip.v4(inside.getInt(0)));
    }
}
