package io.penstock.http.h2;

import io.penstock.http.message.Ascii;
import java.util.List;

/**
 * Names of fields that HPACK knows by a number (RFC 7541 appendix A): the first number of each, as
 * far as heads that go out have them.
 */
final class StaticTable {
    static final int AUTHORITY = 1;
    static final int METHOD = 2;
    static final int PATH = 4;
    static final int SCHEME = 6;
    static final int STATUS = 8;
    private static final int FIRST_FIELD = 15;
    private static final String[] FIELDS = {
        "accept-charset",
        "accept-encoding",
        "accept-language",
        "accept-ranges",
        "accept",
        "access-control-allow-origin",
        "age",
        "allow",
        "authorization",
        "cache-control",
        "content-disposition",
        "content-encoding",
        "content-language",
        "content-length",
        "content-location",
        "content-range",
        "content-type",
        "cookie",
        "date",
        "etag",
        "expect",
        "expires",
        "from",
        "host",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "last-modified",
        "link",
        "location",
        "max-forwards",
        "proxy-authenticate",
        "proxy-authorization",
        "range",
        "referer",
        "refresh",
        "retry-after",
        "server",
        "set-cookie",
        "strict-transport-security",
        "transfer-encoding",
        "user-agent",
        "vary",
        "via",
        "www-authenticate"
    };

    /** More than four times as many as there are names, so that most are found at once. */
    private static final int PLACES = 256;

    private static final byte[][] NAMES = new byte[PLACES][];
    private static final int[] NUMBERS = new int[PLACES];

    static {
        for (int i = 0; i < FIELDS.length; i++) {
            byte[] name = Ascii.bytes(FIELDS[i]);
            int place = place(name, 0, name.length);
            while (NAMES[place] != null) {
                place = next(place);
            }
            NAMES[place] = name;
            NUMBERS[place] = FIRST_FIELD + i;
        }
    }

    private StaticTable() {}

    /** All names of fields that have a number. */
    static List<String> names() {
        return List.of(FIELDS);
    }

    /** The number of a field's name, which may have capital letters; 0 if it has none. */
    static int numberOf(byte[] bytes, int from, int to) {
        int place = place(bytes, from, to);
        for (byte[] name = NAMES[place]; name != null; name = NAMES[place]) {
            if (Ascii.is(bytes, from, to, name)) {
                return NUMBERS[place];
            }
            place = next(place);
        }
        return 0;
    }

    /** The number of a status with all that is to say of it; 0 if it has none. */
    static int numberOf(int status) {
        return switch (status) {
            case 200 -> 8;
            case 204 -> 9;
            case 206 -> 10;
            case 304 -> 11;
            case 400 -> 12;
            case 404 -> 13;
            case 500 -> 14;
            default -> 0;
        };
    }

    private static int place(byte[] bytes, int from, int to) {
        int hash = to - from;
        for (int i = from; i < to; i++) {
            hash = hash * 31 + (bytes[i] | 0x20);
        }
        return (hash ^ hash >>> 8) & (PLACES - 1);
    }

    private static int next(int place) {
        return (place + 1) & (PLACES - 1);
    }
}
