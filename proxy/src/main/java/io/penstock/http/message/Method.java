package io.penstock.http.message;

/** The methods that differ to a relay (RFC 9110 section 9, RFC 5789). Case counts. */
public enum Method {
    GET(true, true),
    HEAD(true, true),
    OPTIONS(true, true),
    TRACE(true, true),
    PUT(false, true),
    DELETE(false, true),
    POST(false, false),
    PATCH(false, false),
    CONNECT(false, false),
    /** Any other token; nothing is known of it. */
    OTHER(false, false);

    private static final Method[] ALL = values();

    private final boolean safe;
    private final boolean idempotent;

    Method(boolean safe, boolean idempotent) {
        this.safe = safe;
        this.idempotent = idempotent;
    }

    /** Whether it asks for nothing but an answer. */
    boolean isSafe() {
        return safe;
    }

    /** Whether sending it twice does no more than sending it once. */
    public boolean isIdempotent() {
        return idempotent;
    }

    /** The method that stands there, or OTHER. */
    public static Method of(byte[] bytes, int from, int to) {
        for (var method : ALL) {
            if (method != OTHER && method.is(bytes, from, to)) {
                return method;
            }
        }
        return OTHER;
    }

    private boolean is(byte[] bytes, int from, int to) {
        String name = name();
        if (to - from != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (bytes[from + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
