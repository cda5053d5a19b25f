package io.penstock.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What to reply to a query, and its bytes.
 *
 * @param authoritative whether it speaks for the zone
 * @param recursion whether names outside the zone can be asked for, too
 * @param authority the zone's SOA where there is no answer; else empty
 * @param zone the zone's name, which the question's name ends with or is, where there are any
 *     records
 */
record Reply(
        DnsResponseCode code,
        boolean authoritative,
        boolean recursion,
        List<Entry> answers,
        List<Entry> authority,
        String zone) {
    private static final int TTL_SECONDS = 60;

    /** Short: a name that a reload adds must not stay unknown for long. */
    private static final int NEGATIVE_TTL_SECONDS = 5;

    private static final int REFRESH_SECONDS = 3_600;
    private static final int RETRY_SECONDS = 600;
    private static final int EXPIRE_SECONDS = 86_400;
    private static final int RESPONSE = 0x8000;
    private static final int AUTHORITATIVE = 0x0400;
    private static final int TRUNCATED = 0x0200;
    private static final int RECURSION_AVAILABLE = 0x0080;
    private static final int ECHOED = 0x7910; // opcode, RD and CD
    private static final int POINTER = 0xc000;
    private static final int DNSSEC_OK = 0x8000;

    /** Copies the lists. */
    Reply {
        answers = List.copyOf(answers);
        authority = List.copyOf(authority);
    }

    /** A reply that says nothing but the code. */
    static Reply bare(DnsResponseCode code, boolean recursion) {
        return new Reply(code, false, recursion, List.of(), List.of(), "");
    }

    /** A code for a message whose question cannot be read. */
    static byte[] header(byte[] message, DnsResponseCode code) {
        int flags = (message[2] & 0xff) << 8 | (message[3] & 0xff);
        var out = Unpooled.buffer(Query.HEADER);
        out.writeBytes(message, 0, 2);
        out.writeShort(RESPONSE | (flags & ECHOED) | code.intValue());
        out.writeZero(8);
        return bytes(out);
    }

    /** The bytes; if they are more than the limit, those of {@link #truncated}. */
    byte[] bytes(Query query, int limit) {
        var out = Unpooled.buffer();
        head(out, query, 0);
        int zoneAt = query.nameEnd() - zone.length() - 2;
        answers.forEach(entry -> write(out, entry, zoneAt));
        authority.forEach(entry -> write(out, entry, zoneAt));
        edns(out, query);
        return out.readableBytes() <= limit ? bytes(out) : truncated(query);
    }

    /** Without any record and with TC: the whole is to be had over TCP. Not larger than asked. */
    byte[] truncated(Query query) {
        var out = Unpooled.buffer();
        var empty = new Reply(code, authoritative, recursion, List.of(), List.of(), zone);
        empty.head(out, query, TRUNCATED);
        edns(out, query);
        return bytes(out);
    }

    private void head(ByteBuf out, Query query, int truncated) {
        int flags =
                RESPONSE
                        | (query.flags() & ECHOED)
                        | (authoritative ? AUTHORITATIVE : 0)
                        | truncated
                        | (recursion ? RECURSION_AVAILABLE : 0)
                        | (code.intValue() & 0x0f);
        out.writeBytes(query.message(), 0, 2).writeShort(flags);
        out.writeShort(1).writeShort(answers.size()).writeShort(authority.size());
        out.writeShort(query.edns().isPresent() ? 1 : 0);
        out.writeBytes(query.message(), Query.HEADER, query.questionEnd() - Query.HEADER);
    }

    private static void write(ByteBuf out, Entry entry, int zoneAt) {
        switch (entry) {
            case Entry.Address(var ip) -> {
                record(out, Query.HEADER, ip.isV4() ? DnsRecordType.A : DnsRecordType.AAAA);
                var bytes = ip.bytes();
                out.writeInt(TTL_SECONDS).writeShort(bytes.length).writeBytes(bytes);
            }
            case Entry.NameServer() -> {
                record(out, zoneAt, DnsRecordType.NS);
                out.writeInt(TTL_SECONDS).writeShort(2).writeShort(POINTER | zoneAt);
            }
            case Entry.Minimal() -> {
                record(out, Query.HEADER, DnsRecordType.valueOf(13)); // HINFO: processor and system
                out.writeInt(TTL_SECONDS).writeShort(9).writeByte(7);
                out.writeCharSequence("RFC8482", StandardCharsets.US_ASCII);
                out.writeByte(0);
            }
            case Entry.Authority(var serial) -> authority(out, serial, zoneAt);
        }
    }

    private static void authority(ByteBuf out, long serial, int zoneAt) {
        var mailbox = "hostmaster";
        record(out, zoneAt, DnsRecordType.SOA);
        out.writeInt(NEGATIVE_TTL_SECONDS).writeShort(2 + 1 + mailbox.length() + 2 + 5 * 4);
        out.writeShort(POINTER | zoneAt).writeByte(mailbox.length());
        out.writeCharSequence(mailbox, StandardCharsets.US_ASCII);
        out.writeShort(POINTER | zoneAt);
        out.writeInt((int) serial).writeInt(REFRESH_SECONDS).writeInt(RETRY_SECONDS);
        out.writeInt(EXPIRE_SECONDS).writeInt(NEGATIVE_TTL_SECONDS);
    }

    private static void record(ByteBuf out, int ownerAt, DnsRecordType type) {
        out.writeShort(POINTER | ownerAt).writeShort(type.intValue());
        out.writeShort(DnsRecord.CLASS_IN);
    }

    /** RFC 6891 section 6.1.1: who is asked with OPT answers with OPT. */
    private void edns(ByteBuf out, Query query) {
        query.edns()
                .ifPresent(edns -> {
                    out.writeByte(0).writeShort(DnsRecordType.OPT.intValue());
                    out.writeShort(Query.MAX_DATAGRAM);
                    out.writeByte(code.intValue() >>> 4).writeByte(0);
                    out.writeShort(edns.dnssecOk() ? DNSSEC_OK : 0).writeShort(0);
                });
    }

    private static byte[] bytes(ByteBuf out) {
        return Arrays.copyOf(out.array(), out.readableBytes());
    }
}
