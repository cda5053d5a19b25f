package io.penstock.resolver;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecordEncoder;
import io.netty.handler.codec.dns.DnsRecordType;
import java.util.Arrays;

/** The few bytes of a DNS message (RFC 1035 section 4.1) that are handled as bytes. */
final class Wire {
    static final int HEADER = 12;
    private static final int RECURSION_DESIRED = 0x01;
    private static final int RESPONSE = 0x80;
    private static final int OPCODE = 0x78;
    private static final int TRUNCATED = 0x02;
    private static final int TYPE_AND_CLASS = 4;

    private Wire() {}

    /**
     * A question, without EDNS: an answer over 512 bytes then comes over TCP, and no server exists
     * that stumbles over it.
     *
     * @param name as {@link Question} checks it
     */
    static byte[] query(String name, DnsRecordType type) {
        var buffer = Unpooled.buffer();
        buffer.writeShort(0).writeByte(RECURSION_DESIRED).writeByte(0);
        buffer.writeShort(1).writeZero(6);
        try {
            DnsRecordEncoder.DEFAULT.encodeQuestion(new DefaultDnsQuestion(name, type), buffer);
        } catch (Exception e) {
            throw new IllegalArgumentException("no question can be made of " + name, e);
        }
        return Arrays.copyOf(buffer.array(), buffer.readableBytes());
    }

    /** The same message under another id. */
    static byte[] withId(byte[] message, int id) {
        var copy = message.clone();
        copy[0] = (byte) (id >>> 8);
        copy[1] = (byte) id;
        return copy;
    }

    /**
     * Whether a message answers a query: same id, same question in any case. Servers that report an
     * error may leave the question out.
     *
     * @param query with one question, not compressed
     */
    static boolean answers(byte[] query, byte[] message) {
        if (message.length < HEADER
                || message[0] != query[0]
                || message[1] != query[1]
                || (message[2] & RESPONSE) == 0
                || ((message[2] ^ query[2]) & OPCODE) != 0) {
            return false;
        }
        int questions = (message[4] & 0xff) << 8 | (message[5] & 0xff);
        if (questions == 0) {
            int code = code(message);
            return code != 0 && code != 3;
        }
        return questions == 1 && sameQuestion(query, message);
    }

    private static boolean sameQuestion(byte[] query, byte[] message) {
        int nameEnd = nameEnd(query);
        int end = nameEnd + TYPE_AND_CLASS;
        if (message.length < end) {
            return false;
        }
        for (int i = HEADER; i < nameEnd; i++) {
            if (lower(query[i]) != lower(message[i])) {
                return false;
            }
        }
        return Arrays.equals(query, nameEnd, end, message, nameEnd, end);
    }

    private static int nameEnd(byte[] query) {
        int at = HEADER;
        while (query[at] != 0) {
            at += 1 + (query[at] & 0x3f);
        }
        return at + 1;
    }

    /** The length bytes of labels are below 64, and so no letters. */
    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + ('a' - 'A')) : b;
    }

    /** The response code, without EDNS's upper bits. */
    static int code(byte[] message) {
        return message[3] & 0x0f;
    }

    /** Whether the rest of the answer is to be had over TCP. */
    static boolean truncated(byte[] message) {
        return (message[2] & TRUNCATED) != 0;
    }
}
