package io.penstock.http.message;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The fields that a relay looks at, and those that may not be trailers (RFC 9110 section 6.5.1:
 * framing, routing, request modifiers, authentication, control data, and how content is to be
 * read).
 */
public enum FieldName {
    /** Any other: passed on as it is. */
    OTHER(true),
    CONNECTION(false),
    CONTENT_LENGTH(false),
    EXPECT(false),
    FORWARDED(false),
    HOST(false),
    HTTP2_SETTINGS(false),
    KEEP_ALIVE(false),
    PROXY_AUTHENTICATE(false),
    PROXY_AUTHENTICATION_INFO(false),
    PROXY_AUTHORIZATION(false),
    PROXY_CONNECTION(false),
    TE(false),
    TRACEPARENT(true),
    TRACESTATE(true),
    TRAILER(false),
    TRANSFER_ENCODING(false),
    UPGRADE(false),
    VIA(false),
    X_FORWARDED_FOR(false),
    X_FORWARDED_HOST(false),
    X_FORWARDED_PROTO(false),

    AGE(false),
    AUTHORIZATION(false),
    CACHE_CONTROL(false),
    CONTENT_ENCODING(false),
    CONTENT_RANGE(false),
    CONTENT_TYPE(false),
    COOKIE(false),
    DATE(false),
    EXPIRES(false),
    IF_MATCH(false),
    IF_MODIFIED_SINCE(false),
    IF_NONE_MATCH(false),
    IF_RANGE(false),
    IF_UNMODIFIED_SINCE(false),
    LOCATION(false),
    MAX_FORWARDS(false),
    PRAGMA(false),
    RANGE(false),
    RETRY_AFTER(false),
    SET_COOKIE(false),
    VARY(false),
    WARNING(false),
    WWW_AUTHENTICATE(false);

    private static final FieldName[] ALL = values();
    private static final FieldName[][] BY_LENGTH = byLength();

    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');
    private final boolean trailer;

    FieldName(boolean trailer) {
        this.trailer = trailer;
    }

    /** Whether it may stand behind a body. */
    public boolean mayBeTrailer() {
        return trailer;
    }

    /** Whether it concerns one connection alone, or is said anew for each: never passed on. */
    boolean isOfOneHop() {
        return switch (this) {
            case CONNECTION,
                    CONTENT_LENGTH,
                    HTTP2_SETTINGS,
                    KEEP_ALIVE,
                    PROXY_AUTHENTICATE,
                    PROXY_AUTHENTICATION_INFO,
                    PROXY_AUTHORIZATION,
                    PROXY_CONNECTION,
                    TE,
                    TRANSFER_ENCODING ->
                    true;
            default -> false;
        };
    }

    /** The field whose name stands there, without regard to case. */
    static FieldName of(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length >= BY_LENGTH.length) {
            return OTHER;
        }
        for (var name : BY_LENGTH[length]) {
            if (name.is(bytes, from)) {
                return name;
            }
        }
        return OTHER;
    }

    /** On characters of tokens only: no other than the two cases of a letter have these bits. */
    private boolean is(byte[] bytes, int from) {
        String lower = text;
        for (int i = 0; i < lower.length(); i++) {
            if ((bytes[from + i] | 0x20) != lower.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static FieldName[][] byLength() {
        int longest = Arrays.stream(ALL).mapToInt(name -> name.text.length()).max().orElseThrow();
        return IntStream.rangeClosed(0, longest)
                .mapToObj(FieldName::ofLength)
                .toArray(FieldName[][]::new);
    }

    private static FieldName[] ofLength(int length) {
        return Arrays.stream(ALL)
                .filter(name -> name != OTHER && name.text.length() == length)
                .toArray(FieldName[]::new);
    }
}
