package io.penstock.transport;

import io.netty.buffer.ByteBuf;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A PROXY protocol header as a load balancer in front writes it, of version 1 or 2 (HAProxy's
 * specification of the PROXY protocol, sections 2.1 and 2.2).
 */
final class ProxyHeader {
    /** Section 2.1: with the CRLF. */
    private static final int MOST_V1 = 107;

    /**
     * The specification wants a sender to stay below 536 bytes, but some add a certificate's names
     * or the certificate.
     */
    static final int MOST_V2 = 4096;

    private static final byte[] V1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] V2 = {
        0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
    };
    private static final int V2_FIXED = 16;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;

    private static final Pattern LINE =
            Pattern.compile("TCP([46]) (\\S+) (\\S+) (\\d{1,5}) (\\d{1,5})");

    private ProxyHeader() {}

    /** The client that it names; empty where the balancer speaks for itself, or does not know. */
    static Parsed<Optional<IpPort>> parse(ByteBuf bytes) {
        if (begins(bytes, V1)) {
            return v1(bytes);
        }
        return begins(bytes, V2)
                ? v2(bytes)
                : new Parsed.Wrong<>("it does not begin with a PROXY protocol header");
    }

    /** Whether it is a magic, as far as either goes. */
    private static boolean begins(ByteBuf bytes, byte[] magic) {
        int have = Math.min(bytes.readableBytes(), magic.length);
        for (int i = 0; i < have; i++) {
            if (bytes.getByte(bytes.readerIndex() + i) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static Parsed<Optional<IpPort>> v1(ByteBuf bytes) {
        int from = bytes.readerIndex();
        int have = Math.min(bytes.readableBytes(), MOST_V1);
        int feed = bytes.indexOf(from, from + have, (byte) '\n');
        if (feed < 0) {
            return Parsed.more(have, MOST_V1, "a PROXY protocol header");
        }
        int length = feed + 1 - from;
        var line = bytes.toString(from, length, StandardCharsets.ISO_8859_1).substring(V1.length);
        if (!line.endsWith("\r\n")) {
            return new Parsed.Wrong<>("a PROXY protocol header that does not end in CRLF");
        }
        var text = line.substring(0, line.length() - 2);
        if (text.equals("UNKNOWN") || text.startsWith("UNKNOWN ")) {
            return new Parsed.Done<>(Optional.empty(), length);
        }
        return source(text)
                .<Parsed<Optional<IpPort>>>map(
                        source -> new Parsed.Done<>(Optional.of(source), length))
                .orElseGet(() -> new Parsed.Wrong<>("a malformed PROXY protocol header"));
    }

    private static Optional<IpPort> source(String text) {
        var line = LINE.matcher(text);
        if (!line.matches()) {
            return Optional.empty();
        }
        boolean v6 = line.group(1).equals("6");
        var source = address(line.group(2), v6);
        var destination = address(line.group(3), v6);
        int port = Integer.parseInt(line.group(4));
        boolean good = destination.isPresent() && Math.max(port, port(line.group(5))) <= 65535;
        return good ? source.map(ip -> new IpPort(ip, port)) : Optional.empty();
    }

    private static int port(String digits) {
        return Integer.parseInt(digits);
    }

    private static Optional<Ip> address(String text, boolean v6) {
        return v6 == text.indexOf(':') >= 0 ? Ip.parse(text) : Optional.empty();
    }

    private static Parsed<Optional<IpPort>> v2(ByteBuf bytes) {
        int from = bytes.readerIndex();
        if (bytes.readableBytes() < V2_FIXED) {
            return new Parsed.More<>();
        }
        int command = bytes.getUnsignedByte(from + 12);
        int length = V2_FIXED + bytes.getUnsignedShort(from + 14);
        if (command != LOCAL && command != PROXY) {
            return new Parsed.Wrong<>("a PROXY protocol header of an unknown version or command");
        }
        if (length > MOST_V2) {
            return new Parsed.TooLong<>("a PROXY protocol header of " + length + " bytes");
        }
        if (bytes.readableBytes() < length) {
            return new Parsed.More<>();
        }
        return command == LOCAL
                ? new Parsed.Done<>(Optional.empty(), length)
                : addresses(bytes, from, length);
    }

    /** The families of section 2.2; what is neither TCP nor IP names nobody. */
    private static Parsed<Optional<IpPort>> addresses(ByteBuf bytes, int from, int length) {
        return switch (bytes.getByte(from + 13)) {
            case 0x00, 0x31 -> new Parsed.Done<>(Optional.empty(), length);
            case 0x11 -> addresses(bytes, from, length, 4);
            case 0x21 -> addresses(bytes, from, length, 16);
            default -> new Parsed.Wrong<>("a PROXY protocol header of something else than TCP");
        };
    }

    private static Parsed<Optional<IpPort>> addresses(
            ByteBuf bytes, int from, int length, int size) {
        if (length < V2_FIXED + 2 * size + 4) {
            return new Parsed.Wrong<>("a PROXY protocol header without room for its addresses");
        }
        var source = new byte[size];
        bytes.getBytes(from + V2_FIXED, source);
        int port = bytes.getUnsignedShort(from + V2_FIXED + 2 * size);
        return new Parsed.Done<>(Optional.of(new IpPort(Ip.of(source), port)), length);
    }
}
