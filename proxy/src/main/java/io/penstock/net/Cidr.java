package io.penstock.net;

import java.util.Optional;

/**
 * A range of addresses in CIDR notation (RFC 4632).
 *
 * @param network the first address; bits after the prefix are zero
 * @param prefix the length of the prefix, as written: 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record Cidr(Ip network, int prefix) {
    /** Checks the length and that no bit after the prefix is set. */
    public Cidr {
        if (prefix < 0 || prefix > (network.isV4() ? 32 : 128)) {
            throw new IllegalArgumentException("prefix length of " + network + ": " + prefix);
        }
        if (!network.masked(bits(network, prefix)).equals(network)) {
            throw new IllegalArgumentException("bits after the prefix: " + network + "/" + prefix);
        }
    }

    /** The range of the one address. */
    public static Cidr of(Ip address) {
        return new Cidr(address, address.isV4() ? 32 : 128);
    }

    /** The range of that prefix length in which the address lies. */
    public static Cidr around(Ip address, int prefix) {
        return new Cidr(address.masked(bits(address, prefix)), prefix);
    }

    /**
     * Reads {@code address/length}. Bits after the prefix are allowed here and dropped, so that a
     * caller can say what was probably meant; it compares {@link #toString} with the text. A range
     * of IPv4-mapped addresses is written in IPv4: {@code ::ffff:10.0.0.0/104} and {@code
     * ::ffff:10.0.0.0/8} could each mean the other.
     *
     * @return empty if the text is not of that form
     */
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("0|[1-9][0-9]{0,2}")) {
            return Optional.empty();
        }
        int prefix = Integer.parseInt(text.substring(slash + 1));
        return Ip.parse(text.substring(0, slash))
                .filter(address -> address.isV4() != text.contains(":"))
                .filter(address -> prefix <= (address.isV4() ? 32 : 128))
                .map(address -> around(address, prefix));
    }

    private static int bits(Ip address, int prefix) {
        return address.isV4() ? 96 + prefix : prefix;
    }

    /** Whether the address lies in this range. An IPv6 range never contains an IPv4 address. */
    public boolean contains(Ip address) {
        return network.isV4() == address.isV4()
                && network.sharesPrefix(address, bits(network, prefix));
    }

    /** Whether every address of the other range lies in this one. */
    public boolean contains(Cidr other) {
        return prefix <= other.prefix && contains(other.network);
    }

    /** Whether any address lies in both. */
    public boolean overlaps(Cidr other) {
        return contains(other) || other.contains(this);
    }

    /** Whether this is exactly one address. */
    public boolean isSingle() {
        return prefix == (network.isV4() ? 32 : 128);
    }

    @Override
    public String toString() {
        return network + "/" + prefix;
    }
}
