package io.penstock.http.message;

import io.penstock.resource.HttpNames;
import io.penstock.resource.NameRule;

/**
 * Takes a resource's own names out of its answers, so that a client sees there the name that it
 * asked, without its being written: a reference without a host, a cookie without a domain. So they
 * are right behind one more proxy too, which the client reaches by a name that we are never told.
 */
final class OwnNames {
    private static final byte[] DOMAIN = Ascii.bytes("domain");

    private OwnNames() {}

    /** Whether {@link #write} is to write this field's value. */
    static boolean isIn(FieldName field, HttpNames names) {
        return switch (field) {
            case LOCATION -> names.location() == NameRule.REWRITE;
            case SET_COOKIE -> names.cookieDomain() == NameRule.REWRITE;
            default -> false;
        };
    }

    /** Writes such a field's value. */
    static void write(Out out, Fields fields, int field, Origin origin, boolean toldTls) {
        int from = fields.valueFrom(field);
        int to = fields.valueTo(field);
        byte[] b = fields.bytes();
        if (fields.name(field) == FieldName.LOCATION) {
            location(out, b, from, to, origin.pathFrom(b, from, to, toldTls));
        } else {
            cookie(out, b, from, to, origin);
        }
    }

    /**
     * A URL without its origin, if that is the resource's (a path that is not negative). What
     * follows must not be taken for a host then: two slashes would begin one, and browsers take
     * backslashes for slashes and leave out tabs (WHATWG URL, section 4.4); a segment "." keeps
     * them apart and means nothing (RFC 3986 section 6.2.2.3).
     */
    private static void location(Out out, byte[] b, int from, int to, int path) {
        int start = path < 0 ? from : path;
        if (path >= 0) {
            if (path == to || b[path] != '/') {
                out.put('/');
            } else if (path + 1 < to && mayBeginHost(b[path + 1])) {
                out.put('/').put('.');
            }
        }
        out.put(b, start, to);
    }

    private static boolean mayBeginHost(byte c) {
        return c == '/' || c == '\\' || c == '\t';
    }

    /**
     * All but its domain, if that is the resource's. The last one counts (RFC 6265 section 5.3),
     * and one before it must not do so in its place. The first part is no attribute.
     */
    private static void cookie(Out out, byte[] b, int from, int to, Origin origin) {
        int at = partEnd(b, from, to);
        if (!isForOrigin(b, at, to, origin)) {
            out.put(b, from, to);
            return;
        }
        out.put(b, from, at);
        while (at < to) {
            int end = partEnd(b, at + 1, to);
            if (domainFrom(b, at + 1, end) < 0) {
                out.put(b, at, end);
            }
            at = end;
        }
    }

    private static boolean isForOrigin(byte[] b, int from, int to, Origin origin) {
        boolean own = false;
        int at = from;
        while (at < to) {
            int end = partEnd(b, at + 1, to);
            int domain = domainFrom(b, at + 1, end);
            int domainTo = Ascii.dropSpace(b, at + 1, end);
            if (domain >= 0 && domain < domainTo) {
                own = origin.isIn(b, domain, domainTo);
            }
            at = end;
        }
        return own;
    }

    private static int partEnd(byte[] b, int from, int to) {
        int at = from;
        while (at < to && b[at] != ';') {
            at++;
        }
        return at;
    }

    /** Where the value begins of an attribute if it is a domain; else negative. */
    private static int domainFrom(byte[] b, int from, int to) {
        int equals = from;
        while (equals < to && b[equals] != '=') {
            equals++;
        }
        int name = Ascii.skipSpace(b, from, equals);
        boolean is = equals < to && Ascii.is(b, name, Ascii.dropSpace(b, name, equals), DOMAIN);
        return is ? Ascii.skipSpace(b, equals + 1, to) : -1;
    }
}
