package io.penstock.dns;

import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.penstock.dns.Query.Edns;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads a message from anybody (RFC 1035 section 4.1). Pure. */
final class QueryReader {
    private static final int RESPONSE = 0x80;
    private static final int OPCODE = 0x78;
    private static final int POINTER = 0xc0;
    private static final int MAX_NAME = 255;
    private static final int DNSSEC_OK = 0x8000;

    /** The message breaks a rule; an exception, since it ends a walk over the message. */
    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1;

        Broken(String rule) {
            super(rule, null, false, false);
        }
    }

    private final byte[] message;
    private final ByteBuffer in;
    private Optional<Edns> edns = Optional.empty();

    private QueryReader(byte[] message) {
        this.message = message;
        this.in = ByteBuffer.wrap(message);
    }

    /** What the message is; never throws. */
    static Incoming read(byte[] message) {
        if (message.length < Query.HEADER || (message[2] & RESPONSE) != 0) {
            return new Incoming.Ignored();
        }
        if ((message[2] & OPCODE) != 0) {
            return new Incoming.Faulty(DnsResponseCode.NOTIMP);
        }
        try {
            return new Incoming.Asked(new QueryReader(message).query());
        } catch (Broken | BufferUnderflowException e) {
            return new Incoming.Faulty(DnsResponseCode.FORMERR);
        }
    }

    private Query query() {
        in.position(4);
        int questions = unsignedShort();
        int records = unsignedShort() + unsignedShort();
        int additional = unsignedShort();
        if (questions != 1) {
            throw new Broken("one question"); // RFC 9619
        }
        var name = name();
        int type = unsignedShort();
        int dnsClass = unsignedShort();
        int questionEnd = in.position();
        for (int i = 0; i < records; i++) {
            record(false);
        }
        for (int i = 0; i < additional; i++) {
            record(true);
        }
        return new Query(message, questionEnd, name, type, dnsClass, edns);
    }

    /** The question's name, which nothing before it could be a pointer's target of. */
    private String name() {
        var name = new StringBuilder();
        int start = in.position();
        for (int length = unsignedByte(); length != 0; length = unsignedByte()) {
            if ((length & POINTER) != 0 || in.position() + length - start >= MAX_NAME) {
                throw new Broken("a name of labels");
            }
            if (!name.isEmpty()) {
                name.append('.');
            }
            for (int i = 0; i < length; i++) {
                append(name, unsignedByte());
            }
        }
        return name.toString();
    }

    /** RFC 4343: of bytes only ASCII letters have a case. */
    private static void append(StringBuilder name, int b) {
        if (b >= 'A' && b <= 'Z') {
            name.append((char) (b + ('a' - 'A')));
        } else if (b > ' ' && b < 127 && b != '.' && b != '\\') {
            name.append((char) b);
        } else {
            name.append('\\').append(1000 + b).deleteCharAt(name.length() - 4);
        }
    }

    private void record(boolean additional) {
        boolean root = skipName();
        int type = unsignedShort();
        int dnsClass = unsignedShort();
        int ttl = in.getInt();
        skip(unsignedShort());
        if (type == DnsRecordType.OPT.intValue()) {
            if (!additional || !root || edns.isPresent()) {
                throw new Broken("one OPT record, of the root"); // RFC 6891 section 6.1.1
            }
            edns = Optional.of(new Edns(dnsClass, ttl >>> 16 & 0xff, (ttl & DNSSEC_OK) != 0));
        }
    }

    /** Whether it is the root's. */
    private boolean skipName() {
        int start = in.position();
        for (int length = unsignedByte(); length != 0; length = unsignedByte()) {
            if ((length & POINTER) == POINTER) {
                unsignedByte();
                break;
            }
            if ((length & POINTER) != 0) {
                throw new Broken("a name of labels and pointers");
            }
            skip(length);
        }
        return in.position() == start + 1;
    }

    private void skip(int length) {
        if (in.remaining() < length) {
            throw new BufferUnderflowException();
        }
        in.position(in.position() + length);
    }

    private int unsignedByte() {
        return in.get() & 0xff;
    }

    private int unsignedShort() {
        return in.getShort() & 0xffff;
    }
}
