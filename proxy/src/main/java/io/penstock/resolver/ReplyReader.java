package io.penstock.resolver;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.util.ReferenceCountUtil;
import io.penstock.net.Ip;
import io.penstock.resolver.Answer.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads a message that answers a question; trusts nothing in it. Pure. */
final class ReplyReader {
    private static final int MAX_ALIASES = 16;
    private static final int ANSWER_COUNT = 6;
    private static final int AUTHORITY_COUNT = 8;
    private static final int AUTHORITATIVE = 0x04;
    private static final int RECURSION_AVAILABLE = 0x80;
    private static final int SOA_MINIMUM = 4; // the last field of its data, in bytes
    private static final int SRV_TARGET = 6; // after priority, weight and port
    private static final long MAX_TTL = Integer.MAX_VALUE;

    /** One record of class IN; its data begins at that byte of the message. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(String name, DnsRecordType type, long ttlSeconds, byte[] data, int at) {}

    private final byte[] message;
    private final List<Entry> answers;
    private final List<Entry> authority;

    private ReplyReader(byte[] message, List<Entry> answers, List<Entry> authority) {
        this.message = message;
        this.answers = answers;
        this.authority = authority;
    }

    /**
     * What the message says.
     *
     * @param name lower case, without a dot at the end
     * @param type A, AAAA or SRV
     */
    static Reply read(byte[] message, String name, DnsRecordType type) {
        var in = Unpooled.wrappedBuffer(message);
        try {
            in.skipBytes(Wire.HEADER);
            if (message[5] != 0) { // Wire.answers has seen that it is one, or none
                DnsRecordDecoder.DEFAULT.decodeQuestion(in);
            }
            var answers = records(in, in.getUnsignedShort(ANSWER_COUNT));
            var authority = records(in, in.getUnsignedShort(AUTHORITY_COUNT));
            return new ReplyReader(message, answers, authority).reply(name, type);
        } catch (Exception e) { // the decoder's are of every kind; all mean the same
            return bad("broken: " + e.getMessage());
        }
    }

    private static Reply bad(String text) {
        return new Reply.None(Cause.BAD_ANSWER, text, 0);
    }

    private static List<Entry> records(ByteBuf in, int count) throws Exception {
        var records = new ArrayList<Entry>();
        for (int i = 0; i < count; i++) {
            DnsRecord record = DnsRecordDecoder.DEFAULT.decodeRecord(in);
            if (record == null) {
                throw new IllegalArgumentException("it ends inside a record");
            }
            try {
                if (record instanceof DnsRawRecord raw && raw.dnsClass() == DnsRecord.CLASS_IN) {
                    records.add(record(raw));
                }
            } finally {
                ReferenceCountUtil.release(record);
            }
        }
        return records;
    }

    private static Entry record(DnsRawRecord raw) {
        // RFC 2181 section 8: a TTL with the highest bit set is 0.
        long ttl = raw.timeToLive() > MAX_TTL ? 0 : raw.timeToLive();
        int at = raw.content().readerIndex();
        var data = new byte[raw.content().readableBytes()];
        raw.content().getBytes(at, data);
        return new Entry(plain(raw.name()), raw.type(), ttl, data, at);
    }

    private static String plain(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private Reply reply(String asked, DnsRecordType type) {
        int code = Wire.code(message);
        if (code != DnsResponseCode.NOERROR.intValue()
                && code != DnsResponseCode.NXDOMAIN.intValue()) {
            return refused(code);
        }
        var name = asked;
        long ttl = MAX_TTL;
        for (int i = 0; i < MAX_ALIASES; i++) {
            var alias = alias(name);
            if (alias.isEmpty()) {
                return type.equals(DnsRecordType.SRV)
                        ? services(asked, name, ttl)
                        : addresses(asked, name, ttl, type);
            }
            ttl = Math.min(ttl, alias.get().ttlSeconds);
            name = plain(DefaultDnsRecordDecoder.decodeName(data(alias.get())));
        }
        return bad("more than " + MAX_ALIASES + " aliases in a row");
    }

    /** The decoder has already written it out in full. */
    private static ByteBuf data(Entry alias) {
        return Unpooled.wrappedBuffer(alias.data);
    }

    private static Reply refused(int code) {
        var name = DnsResponseCode.valueOf(code).toString();
        var cause = code == DnsResponseCode.REFUSED.intValue() ? Cause.REFUSED : Cause.SERVFAIL;
        return new Reply.None(cause, "answers " + name, 0);
    }

    private Optional<Entry> alias(String name) {
        return answers.stream()
                .filter(r -> r.type.equals(DnsRecordType.CNAME) && r.name.equals(name))
                .findFirst();
    }

    private Reply addresses(String asked, String name, long aliasTtl, DnsRecordType type) {
        int length = type.equals(DnsRecordType.A) ? 4 : 16;
        var ips = new ArrayList<Ip>();
        long ttl = aliasTtl;
        for (var record : answers) {
            if (record.type.equals(type) && record.name.equals(name)) {
                if (record.data.length != length) {
                    return bad("an address of " + record.data.length + " bytes");
                }
                ips.add(Ip.of(record.data));
                ttl = Math.min(ttl, record.ttlSeconds);
            }
        }
        if (!ips.isEmpty()) {
            return new Reply.Found(ips.stream().distinct().toList(), ttl);
        }
        return nothing(asked, name, aliasTtl);
    }

    private Reply services(String asked, String name, long aliasTtl) {
        var services = new ArrayList<Service>();
        long ttl = aliasTtl;
        boolean any = false;
        for (var record : answers) {
            if (record.type.equals(DnsRecordType.SRV) && record.name.equals(name)) {
                if (record.data.length <= SRV_TARGET) {
                    return bad("a service record of " + record.data.length + " bytes");
                }
                any = true;
                ttl = Math.min(ttl, record.ttlSeconds);
                service(record).ifPresent(services::add);
            }
        }
        if (!services.isEmpty()) {
            return new Reply.Offered(services.stream().distinct().toList(), ttl);
        }
        return any
                ? new Reply.None(Cause.NO_DATA, "says that " + name + " is not offered", ttl)
                : nothing(asked, name, aliasTtl);
    }

    /**
     * Empty for the root as a target, which says that there is none, and for what nobody can ask.
     */
    private Optional<Service> service(Entry record) {
        var fields = Unpooled.wrappedBuffer(record.data);
        int priority = fields.readUnsignedShort();
        int weight = fields.readUnsignedShort();
        int port = fields.readUnsignedShort();
        // RFC 2782 forbids to compress the target; who does it all the same means the whole
        // message.
        var whole = Unpooled.wrappedBuffer(message).readerIndex(record.at + SRV_TARGET);
        var host = plain(DefaultDnsRecordDecoder.decodeName(whole));
        return port == 0 || !Question.isName(host)
                ? Optional.empty()
                : Optional.of(new Service(host, port, priority, weight));
    }

    private Reply nothing(String asked, String name, long aliasTtl) {
        boolean noSuchName = Wire.code(message) == DnsResponseCode.NXDOMAIN.intValue();
        if (noSuchName) {
            return new Reply.None(Cause.NXDOMAIN, "says there is no " + name, negativeTtl());
        }
        if (!name.equals(asked) && soa().isEmpty()) {
            return new Reply.Alias(name, aliasTtl);
        }
        if (isReferral()) {
            return bad("refers to other servers: it is no resolver");
        }
        return new Reply.None(Cause.NO_DATA, "has no such record of " + name, negativeTtl());
    }

    /** RFC 2308 section 2.2: name servers without a SOA, from one that neither knows nor asks. */
    private boolean isReferral() {
        return (message[2] & AUTHORITATIVE) == 0
                && (message[3] & RECURSION_AVAILABLE) == 0
                && soa().isEmpty()
                && authority.stream().anyMatch(r -> r.type.equals(DnsRecordType.NS));
    }

    private Optional<Entry> soa() {
        return authority.stream().filter(r -> r.type.equals(DnsRecordType.SOA)).findFirst();
    }

    /** RFC 2308 section 5: the lesser of the SOA's own TTL and its last field. */
    private long negativeTtl() {
        return soa().filter(r -> r.data.length >= SOA_MINIMUM)
                .map(r -> {
                    var data = Unpooled.wrappedBuffer(r.data);
                    long minimum = data.getUnsignedInt(r.data.length - SOA_MINIMUM);
                    return Math.min(r.ttlSeconds, minimum);
                })
                .orElse(0L);
    }
}
