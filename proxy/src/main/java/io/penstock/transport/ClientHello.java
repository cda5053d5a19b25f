package io.penstock.transport;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The server name in a TLS ClientHello (RFC 8446 section 4.1.2, RFC 6066 section 3), which may lie
 * in any number of records. Only what leads to the name is judged; the rest is between client and
 * resource.
 */
final class ClientHello {
    /** A post-quantum key share is 1 to 2 KiB, and several may be offered. */
    static final int MOST_BYTES = 64 << 10;

    /** The first byte of a record of the handshake. */
    static final int HANDSHAKE_RECORD = 22;

    private static final int RECORD_HEADER = 5;
    private static final int MOST_IN_RECORD = 1 << 14;
    private static final int MESSAGE_HEADER = 4;
    private static final int CLIENT_HELLO = 1;
    private static final int VERSION_AND_RANDOM = 2 + 32;
    private static final int SERVER_NAME = 0;
    private static final int HOST_NAME = 0;
    private static final int BROKEN = -1;

    private ClientHello() {}

    static Parsed<Optional<String>> parse(ByteBuf bytes) {
        var head = new byte[MESSAGE_HEADER];
        int have = copy(bytes, head);
        if (have == BROKEN) {
            return new Parsed.Wrong<>("a TLS record that no ClientHello begins with");
        }
        if (have > 0 && head[0] != CLIENT_HELLO) {
            return new Parsed.Wrong<>("a TLS handshake that does not begin with a ClientHello");
        }
        if (have < MESSAGE_HEADER) {
            return Parsed.more(bytes.readableBytes(), MOST_BYTES, "a ClientHello");
        }
        int length = (head[1] & 0xff) << 16 | (head[2] & 0xff) << 8 | (head[3] & 0xff);
        if (length > MOST_BYTES) {
            return new Parsed.TooLong<>("a ClientHello of " + length + " bytes");
        }
        if (bytes.readableBytes() < RECORD_HEADER + MESSAGE_HEADER + length) {
            return Parsed.more(bytes.readableBytes(), MOST_BYTES, "a ClientHello");
        }
        var message = new byte[MESSAGE_HEADER + length];
        have = copy(bytes, message);
        if (have == BROKEN) {
            return new Parsed.Wrong<>("a ClientHello that is broken off by another TLS record");
        }
        return have < message.length
                ? Parsed.more(bytes.readableBytes(), MOST_BYTES, "a ClientHello")
                : name(message);
    }

    /** Copies what there is of a message out of its records: how much, or {@link #BROKEN}. */
    private static int copy(ByteBuf bytes, byte[] message) {
        int copied = 0;
        int at = bytes.readerIndex();
        while (copied < message.length && at < bytes.writerIndex()) {
            int there = bytes.writerIndex() - at;
            if (bytes.getByte(at) != HANDSHAKE_RECORD
                    || (there > 1 && bytes.getByte(at + 1) != 3)) {
                return BROKEN;
            }
            if (there < RECORD_HEADER) {
                return copied;
            }
            int length = bytes.getUnsignedShort(at + 3);
            if (length == 0 || length > MOST_IN_RECORD) {
                return BROKEN;
            }
            int part = Math.min(Math.min(length, there - RECORD_HEADER), message.length - copied);
            bytes.getBytes(at + RECORD_HEADER, message, copied, part);
            copied += part;
            at += RECORD_HEADER + length;
        }
        return copied;
    }

    private static Parsed<Optional<String>> name(byte[] message) {
        var hello = new Cursor(message, MESSAGE_HEADER, message.length);
        hello.skip(VERSION_AND_RANDOM);
        hello.skip(hello.u8()); // session
        hello.skip(hello.u16()); // cipher suites
        hello.skip(hello.u8()); // compression methods
        if (!hello.isBroken() && hello.isAtEnd()) {
            return new Parsed.Done<>(Optional.empty(), 0); // TLS 1.2 needs no extensions
        }
        var extensions = hello.part(hello.u16());
        Cursor names = null;
        while (!extensions.isAtEnd()) {
            boolean isName = extensions.u16() == SERVER_NAME;
            var extension = extensions.part(extensions.u16());
            if (isName && names != null) {
                return new Parsed.Wrong<>("a ClientHello with two lists of server names");
            }
            names = isName ? extension : names;
        }
        if (hello.isBroken() || !hello.isAtEnd() || extensions.isBroken()) {
            return new Parsed.Wrong<>("a ClientHello whose lengths do not add up");
        }
        return names == null ? new Parsed.Done<>(Optional.empty(), 0) : hostName(names);
    }

    private static Parsed<Optional<String>> hostName(Cursor extension) {
        var names = extension.part(extension.u16());
        Optional<String> found = Optional.empty();
        while (!names.isAtEnd()) {
            boolean isHost = names.u8() == HOST_NAME;
            var name = names.part(names.u16());
            if (isHost && found.isPresent()) {
                return new Parsed.Wrong<>("a ClientHello with two server names");
            }
            if (isHost) {
                found = HostName.of(name.text());
                if (found.isEmpty()) {
                    return new Parsed.Wrong<>("a ClientHello whose server name is none");
                }
            }
        }
        return names.isBroken() || !extension.isAtEnd()
                ? new Parsed.Wrong<>("a ClientHello whose server names do not add up")
                : new Parsed.Done<>(found, 0);
    }

    /** Goes over a part of a message. Past its end it reads zeros and is broken from then on. */
    private static final class Cursor {
        private final byte[] bytes;
        private final int end;
        private int at;
        private boolean broken;

        Cursor(byte[] bytes, int from, int end) {
            this.bytes = bytes;
            this.at = from;
            this.end = end;
        }

        int u8() {
            return take(1) ? bytes[at - 1] & 0xff : 0;
        }

        int u16() {
            return take(2) ? (bytes[at - 2] & 0xff) << 8 | (bytes[at - 1] & 0xff) : 0;
        }

        void skip(int length) {
            take(length);
        }

        /** The next bytes, to be gone over by themselves; what is not there is not in it. */
        Cursor part(int length) {
            return take(length) ? new Cursor(bytes, at - length, at) : new Cursor(bytes, end, end);
        }

        /** All that is left, a character a byte. */
        String text() {
            return new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
        }

        boolean isAtEnd() {
            return at == end;
        }

        boolean isBroken() {
            return broken;
        }

        private boolean take(int length) {
            if (length > end - at) {
                broken = true;
                at = end;
                return false;
            }
            at += length;
            return true;
        }
    }
}
