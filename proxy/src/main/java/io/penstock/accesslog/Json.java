package io.penstock.accesslog;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Lines of JSON as bytes, all of them ASCII (RFC 8259 section 7). A line is written field by field
 * right to its place, without objects in between, since there is one for each connection and event
 * loops write it. For one thread at a time.
 */
final class Json {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "}\n".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_NUMBER = 24;
    private static final int LONGEST_ESCAPE = 6;

    private byte[] bytes;
    private int length;

    /** Nothing yet; it grows where that does not suffice. */
    Json(int capacity) {
        this.bytes = new byte[capacity];
    }

    int length() {
        return length;
    }

    /** How much there is room for. */
    int capacity() {
        return bytes.length;
    }

    /** Forgets what came after. */
    void cut(int to) {
        length = to;
    }

    /** Gives what was written from there on to a sink. */
    void writeTo(Sink sink, int from) throws IOException {
        sink.write(bytes, from, length - from);
    }

    /** A byte outside of any value. */
    void raw(char c) {
        room(1);
        put(c);
    }

    /** Ends the line. */
    void end() {
        copy(END);
    }

    void none(Field field) {
        copy(field.bytes());
        copy(NULL);
    }

    /** Text of our own, or from the configuration. */
    void string(Field field, String value) {
        copy(field.bytes());
        quoted(value);
    }

    /** Text that a peer may have had a hand in: {@link PeerText}. */
    void peer(Field field, String value) {
        copy(field.bytes());
        if (value.length() > PeerText.MAX_BYTES || !plain(value)) {
            quoted(PeerText.cut(value));
        }
    }

    void peer(Field field, Optional<String> value) {
        if (value.isPresent()) {
            peer(field, value.get());
        } else {
            none(field);
        }
    }

    void number(Field field, long value) {
        copy(field.bytes());
        room(LONGEST_NUMBER);
        digits(value);
    }

    void bool(Field field, boolean value) {
        copy(field.bytes());
        ascii(value ? "true" : "false");
    }

    /** Milliseconds with three decimals. */
    void millis(Field field, long nanos) {
        copy(field.bytes());
        room(LONGEST_NUMBER);
        long micros = nanos / 1000;
        if (micros < 0) { // a clock that went back
            put('-');
            micros = -micros;
        }
        digits(micros / 1000);
        put('.');
        padded(micros % 1000, 3);
    }

    void millis(Field field, OptionalLong nanos) {
        if (nanos.isPresent()) {
            millis(field, nanos.getAsLong());
        } else {
            none(field);
        }
    }

    /** ISO 8601 with milliseconds, UTC. */
    void time(Field field, Instant at) {
        var utc = LocalDateTime.ofEpochSecond(at.getEpochSecond(), at.getNano(), ZoneOffset.UTC);
        copy(field.bytes());
        room(LONGEST_NUMBER + 2);
        put('"');
        padded(utc.getYear(), 4);
        put('-');
        padded(utc.getMonthValue(), 2);
        put('-');
        padded(utc.getDayOfMonth(), 2);
        put('T');
        padded(utc.getHour(), 2);
        put(':');
        padded(utc.getMinute(), 2);
        put(':');
        padded(utc.getSecond(), 2);
        put('.');
        padded(utc.getNano() / 1_000_000, 3);
        put('Z');
        put('"');
    }

    void address(Field field, Ip ip) {
        copy(field.bytes());
        raw('"');
        ip(ip, false);
        raw('"');
    }

    void address(Field field, IpPort at) {
        copy(field.bytes());
        raw('"');
        ip(at.ip(), true);
        room(LONGEST_NUMBER);
        put(':');
        digits(at.port());
        put('"');
    }

    void address(Field field, Optional<IpPort> at) {
        if (at.isPresent()) {
            address(field, at.get());
        } else {
            none(field);
        }
    }

    private void ip(Ip ip, boolean besidePort) {
        if (!ip.isV4()) {
            ascii(besidePort ? ip.bracketed() : ip.toString());
            return;
        }
        int bits = ip.v4Bits();
        room(LONGEST_NUMBER);
        digits(bits >>> 24);
        put('.');
        digits((bits >>> 16) & 0xff);
        put('.');
        digits((bits >>> 8) & 0xff);
        put('.');
        digits(bits & 0xff);
    }

    private void quoted(String text) {
        if (!plain(text)) {
            raw('"');
            text.chars().forEach(this::escaped);
            raw('"');
        }
    }

    /** Writes text in quotes, unless there is something in it that has to be escaped. */
    private boolean plain(String text) {
        int size = text.length();
        room(size + 2);
        int at = length;
        bytes[at++] = '"';
        for (int i = 0; i < size; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
            bytes[at++] = (byte) c;
        }
        bytes[at++] = '"';
        length = at;
        return true;
    }

    private void escaped(int c) {
        room(LONGEST_ESCAPE);
        switch (c) {
            case '"', '\\' -> pair((char) c);
            case '\b' -> pair('b');
            case '\t' -> pair('t');
            case '\n' -> pair('n');
            case '\f' -> pair('f');
            case '\r' -> pair('r');
            default -> {
                if (c >= ' ' && c < 0x80) {
                    put((char) c);
                } else {
                    pair('u');
                    ascii(HEX.toHexDigits((char) c));
                }
            }
        }
    }

    private void pair(char c) {
        put('\\');
        put(c);
    }

    private void ascii(String text) {
        room(text.length());
        for (int i = 0; i < text.length(); i++) {
            put(text.charAt(i));
        }
    }

    private void digits(long value) {
        if (value < 0) {
            ascii(Long.toString(value));
            return;
        }
        int width = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            width++;
        }
        padded(value, width);
    }

    private void padded(long value, int width) {
        long rest = value;
        for (int at = length + width - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += width;
    }

    private void put(char c) {
        bytes[length++] = (byte) c;
    }

    private void copy(byte[] from) {
        room(from.length);
        System.arraycopy(from, 0, bytes, length, from.length);
        length += from.length;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 3 / 2, length + more));
        }
    }
}
