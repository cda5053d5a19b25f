package io.penstock.config.pem;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Puts keys in the forms that are older than PKCS #8 into that one (RFC 5208): the algorithm, and
 * the older form inside an octet string.
 */
final class OlderKeys {
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int PARAMETERS = 0xa0;
    private static final byte[] VERSION = {0x02, 0x01, 0x00};

    /** {@code rsaEncryption} without parameters (RFC 8017, appendix A). */
    private static final byte[] RSA = {
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

    /** {@code id-ecPublicKey} (RFC 5480); the curve follows it. */
    private static final byte[] EC = {
        0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01
    };

    private OlderKeys() {}

    /** PKCS #1 (RFC 8017) in. */
    static byte[] rsa(byte[] pkcs1) {
        return pkcs8(RSA, pkcs1);
    }

    /**
     * SEC 1 (RFC 5915) in.
     *
     * @throws IllegalArgumentException if it is not, or does not name its curve
     */
    static byte[] ec(byte[] sec1) {
        var in = ByteBuffer.wrap(element(ByteBuffer.wrap(sec1), SEQUENCE));
        element(in, 0x02);
        element(in, OCTETS);
        return pkcs8(join(EC, element(in, PARAMETERS)), sec1);
    }

    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        return wrap(SEQUENCE, join(join(VERSION, wrap(SEQUENCE, algorithm)), wrap(OCTETS, key)));
    }

    /** The content of the next element, which must have that tag. */
    private static byte[] element(ByteBuffer in, int tag) {
        if (in.remaining() < 2 || (in.get() & 0xff) != tag) {
            throw new IllegalArgumentException("not what RFC 5915 says");
        }
        int length = in.get() & 0xff;
        if (length > 0x80) {
            int digits = length & 0x7f;
            length = 0;
            for (int i = 0; i < digits && in.hasRemaining() && length < 1 << 16; i++) {
                length = (length << 8) | (in.get() & 0xff);
            }
        }
        if (length > in.remaining()) {
            throw new IllegalArgumentException("longer than the key");
        }
        var content = new byte[length];
        in.get(content);
        return content;
    }

    private static byte[] wrap(int tag, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }
}
