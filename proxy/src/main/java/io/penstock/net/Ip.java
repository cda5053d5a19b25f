package io.penstock.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An IP address. IPv4 is held as its IPv4-mapped form (RFC 4291 section 2.5.5.2), so {@code
 * 10.0.0.1} and {@code ::ffff:10.0.0.1} are the same value, as they are the same host to the
 * kernel.
 *
 * @param high the first 64 bits
 * @param low the last 64 bits
 */
public record Ip(long high, long low) implements Comparable<Ip> {
    private static final long MAPPED = 0xffffL << 32;
    private static final int IPV6_BYTES = 16;

    /** {@code 0.0.0.0}. */
    public static final Ip ANY_V4 = v4(0);

    /** {@code ::}. */
    public static final Ip ANY_V6 = new Ip(0, 0);

    /** The IPv4 address with these 32 bits. */
    public static Ip v4(int bits) {
        return new Ip(0, MAPPED | (bits & 0xffff_ffffL));
    }

    /** The value of a JDK address; its scope, if any, is dropped. */
    public static Ip of(InetAddress address) {
        return of(address.getAddress());
    }

    /**
     * The address with these bytes, in network order.
     *
     * @throws IllegalArgumentException unless there are 4 or 16
     */
    public static Ip of(byte[] bytes) {
        return switch (bytes.length) {
            case 4 -> v4(ByteBuffer.wrap(bytes).getInt());
            case IPV6_BYTES -> {
                var buffer = ByteBuffer.wrap(bytes);
                yield new Ip(buffer.getLong(), buffer.getLong());
            }
            default ->
                    throw new IllegalArgumentException("an address of " + bytes.length + " bytes");
        };
    }

    /**
     * Reads a literal address: IPv4 as four decimal parts without leading zeros, IPv6 as in RFC
     * 4291 section 2.2. Never resolves a name; brackets and zones are not part of an address.
     *
     * @return empty if the text is no such literal
     */
    public static Optional<Ip> parse(String text) {
        return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text);
    }

    private static Optional<Ip> parseV4(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        int bits = 0;
        for (var part : parts) {
            if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
                return Optional.empty();
            }
            bits = (bits << 8) | Integer.parseInt(part);
        }
        return Optional.of(v4(bits));
    }

    /**
     * Not the JDK's parser, which takes {@code ::01.2.3.4}, and asks a resolver for {@code .:1}.
     */
    private static Optional<Ip> parseV6(String text) {
        int end = text.lastIndexOf(':') + 1;
        if (text.indexOf('.', end) >= 0) {
            return parseV4(text.substring(end))
                    .flatMap(v4 -> parseV6(text.substring(0, end) + v4.lastGroups()));
        }
        int gap = text.indexOf("::");
        var left = groups(gap < 0 ? text : text.substring(0, gap));
        var right = groups(gap < 0 ? "" : text.substring(gap + 2));
        if (left.isEmpty() || right.isEmpty()) {
            return Optional.empty();
        }
        int missing = 8 - left.get().length - right.get().length;
        if (gap < 0 ? missing != 0 : missing < 1) {
            return Optional.empty();
        }
        var all = ByteBuffer.allocate(IPV6_BYTES);
        IntStream.of(left.get()).forEach(group -> all.putShort((short) group));
        all.position(all.position() + 2 * missing);
        IntStream.of(right.get()).forEach(group -> all.putShort((short) group));
        return Optional.of(of(all.array()));
    }

    /** The groups between colons; no groups of no text; empty if one is no group. */
    private static Optional<int[]> groups(String text) {
        if (text.isEmpty()) {
            return Optional.of(new int[0]);
        }
        var groups = text.split(":", -1);
        return Stream.of(groups).allMatch(group -> group.matches("[0-9a-fA-F]{1,4}"))
                ? Optional.of(
                        Stream.of(groups).mapToInt(group -> Integer.parseInt(group, 16)).toArray())
                : Optional.empty();
    }

    /** Whether this is an IPv4 address (which includes every IPv4-mapped one). */
    public boolean isV4() {
        return high == 0 && low >>> 32 == 0xffff;
    }

    /** The 32 bits of an IPv4 address; of an IPv6 address, its last 32 bits. */
    public int v4Bits() {
        return (int) low;
    }

    /** Whether this is {@code 0.0.0.0} or {@code ::}. */
    public boolean isAny() {
        return equals(ANY_V4) || equals(ANY_V6);
    }

    /** Whether this is in {@code 127.0.0.0/8} or is {@code ::1}. */
    public boolean isLoopback() {
        return isV4() ? v4Bits() >>> 24 == 127 : high == 0 && low == 1;
    }

    /** Whether this is in {@code fe80::/10}, which means nothing without a zone (RFC 4007). */
    public boolean isLinkLocalV6() {
        return high >>> 54 == 0x3fa;
    }

    /** 4 bytes of an IPv4 address, 16 of an IPv6 address, in network order. */
    public byte[] bytes() {
        return isV4()
                ? ByteBuffer.allocate(4).putInt(v4Bits()).array()
                : ByteBuffer.allocate(IPV6_BYTES).putLong(high).putLong(low).array();
    }

    /** The same as a JDK address, without a name: asking it for one would ask a resolver. */
    public InetAddress toInetAddress() {
        try {
            return InetAddress.getByAddress(bytes());
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are an address", e);
        }
    }

    /** Unsigned, so in the order in which networks are written: all of IPv4 lies together. */
    @Override
    public int compareTo(Ip other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** Dotted quad, or the canonical text of RFC 5952. */
    @Override
    public String toString() {
        return isV4() ? v4Text() : v6Text();
    }

    /** As in a URI or beside a port: IPv6 in brackets (RFC 3986 section 3.2.2). */
    public String bracketed() {
        return isV4() ? v4Text() : "[" + v6Text() + "]";
    }

    private String v4Text() {
        int bits = v4Bits();
        return (bits >>> 24)
                + "."
                + ((bits >>> 16) & 0xff)
                + "."
                + ((bits >>> 8) & 0xff)
                + "."
                + (bits & 0xff);
    }

    /**
     * RFC 5952 section 4: lower case, no leading zeros, the first longest run of zeros as {@code
     * ::}.
     */
    private String v6Text() {
        int start = -1;
        int length = 1; // a single zero group is never shortened
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && group(i + run) == 0) {
                run++;
            }
            if (run > length) {
                start = i;
                length = run;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(group(i)));
            }
        }
        return text.toString();
    }

    /** The last 32 bits as IPv6 writes them. */
    private String lastGroups() {
        return Integer.toHexString(group(6)) + ":" + Integer.toHexString(group(7));
    }

    private int group(int index) {
        long half = index < 4 ? high : low;
        return (int) (half >>> (16 * (3 - index % 4))) & 0xffff;
    }

    /** Whether the first {@code bits} bits of both are the same. */
    boolean sharesPrefix(Ip other, int bits) {
        long h = bits >= 64 ? -1 : bits == 0 ? 0 : -1L << (64 - bits);
        long l = bits <= 64 ? 0 : -1L << (128 - bits);
        return ((high ^ other.high) & h) == 0 && ((low ^ other.low) & l) == 0;
    }

    /** With every bit after the first {@code bits} set to zero. */
    Ip masked(int bits) {
        long h = bits >= 64 ? -1 : bits == 0 ? 0 : -1L << (64 - bits);
        long l = bits <= 64 ? 0 : -1L << (128 - bits);
        return new Ip(high & h, low & l);
    }
}
