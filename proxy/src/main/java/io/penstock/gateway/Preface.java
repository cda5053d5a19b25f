package io.penstock.gateway;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.resource.Exposure;
import io.penstock.resource.Identity;
import io.penstock.resource.ProxyProtocol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What a resource is told before a client's first byte: nothing, or who the client is, by a header
 * of the PROXY protocol (HAProxy's specification, sections 2.1 and 2.2). Pure functions; any
 * thread.
 */
public final class Preface {
    private static final byte[] NONE = {};
    private static final byte[] V2_SIGNATURE = {
        0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
    };
    private static final byte V2_PROXY = 0x21;
    private static final byte TCP4 = 0x11;
    private static final byte TCP6 = 0x21;
    private static final byte AWS = (byte) 0xea;
    private static final byte AWS_ENDPOINT = 0x01;
    private static final byte AZURE = (byte) 0xee;
    private static final byte AZURE_LINK = 0x01;
    private static final byte GOOGLE = (byte) 0xe0;

    private Preface() {}

    /**
     * The preface that a resource wants; of no length if it wants none.
     *
     * @param client where the client came from
     * @param destination the endpoint's address and port that it came to
     */
    public static byte[] of(Exposure exposure, IpPort client, IpPort destination) {
        var wanted = exposure.options().proxyProtocol();
        if (wanted.isEmpty()) {
            return NONE;
        }
        return switch (wanted.get()) {
            case ProxyProtocol.V1() -> v1(client, destination);
            case ProxyProtocol.V2(var form) ->
                    v2(client, destination, tlv(form, exposure.endpoint().identity()));
        };
    }

    private static byte[] v1(IpPort client, IpPort destination) {
        boolean v4 = areV4(client, destination);
        return "PROXY %s %s %s %d %d\r\n"
                .formatted(
                        v4 ? "TCP4" : "TCP6",
                        text(client.ip(), v4),
                        text(destination.ip(), v4),
                        client.port(),
                        destination.port())
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] v2(IpPort client, IpPort destination, byte[] tlv) {
        boolean v4 = areV4(client, destination);
        int length = (v4 ? 12 : 36) + tlv.length;
        return ByteBuffer.allocate(V2_SIGNATURE.length + 4 + length)
                .put(V2_SIGNATURE)
                .put(V2_PROXY)
                .put(v4 ? TCP4 : TCP6)
                .putShort((short) length)
                .put(bytes(client.ip(), v4))
                .put(bytes(destination.ip(), v4))
                .putShort((short) client.port())
                .putShort((short) destination.port())
                .put(tlv)
                .array();
    }

    /**
     * A header has one family. A load balancer in front may name a client of the other one; then
     * both are written as IPv6, the IPv4 one mapped.
     */
    private static boolean areV4(IpPort client, IpPort destination) {
        return client.ip().isV4() && destination.ip().isV4();
    }

    /** A mapped address in groups of hexadecimal digits, which is all that version 1 knows. */
    private static String text(Ip ip, boolean v4) {
        return ip.isV4() && !v4
                ? "::ffff:%x:%x".formatted(ip.v4Bits() >>> 16, ip.v4Bits() & 0xffff)
                : ip.toString();
    }

    private static byte[] bytes(Ip ip, boolean v4) {
        if (v4 || !ip.isV4()) {
            return ip.bytes();
        }
        return ByteBuffer.allocate(16)
                .putLong(0)
                .putShort((short) 0)
                .putShort((short) 0xffff)
                .putInt(ip.v4Bits())
                .array();
    }

    /**
     * The endpoint's ID where the cloud's own resources look for it. Only AWS has room for the text
     * of it; the numbers of the others are the first hexadecimal digits of the ID behind {@code
     * vpce-}: 8 for Azure, 16 for Google.
     */
    private static byte[] tlv(ProxyProtocol.EndpointId form, Identity endpoint) {
        var digits = endpoint.id().substring(endpoint.id().indexOf('-') + 1);
        return switch (form) {
            case AWS -> {
                var id = endpoint.id().getBytes(StandardCharsets.US_ASCII);
                yield tlv(AWS, 1 + id.length).put(AWS_ENDPOINT).put(id).array();
            }
            case AZURE ->
                    tlv(AZURE, 1 + Integer.BYTES)
                            .put(AZURE_LINK)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(Integer.parseUnsignedInt(digits.substring(0, 8), 16))
                            .array();
            case GOOGLE ->
                    tlv(GOOGLE, Long.BYTES)
                            .putLong(Long.parseUnsignedLong(digits.substring(0, 16), 16))
                            .array();
        };
    }

    private static ByteBuffer tlv(byte type, int length) {
        return ByteBuffer.allocate(3 + length).put(type).putShort((short) length);
    }
}
