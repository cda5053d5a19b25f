package io.penstock.http.h2;

import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.penstock.http.message.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * Judges what only a head of HTTP/2 can get wrong (RFC 9113 sections 8.2 and 8.3): above all that
 * no name and no value could be taken for more than one line of HTTP/1.1. One for each loop.
 */
final class HeadCheck {
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int LEAST_STATUS = 100;

    private @Nullable CharSequence method;
    private @Nullable CharSequence path;
    private @Nullable CharSequence scheme;
    private @Nullable CharSequence authority;
    private @Nullable CharSequence status;
    private @Nullable CharSequence host;
    private boolean length;
    private boolean bytes;
    private boolean trailers;
    private boolean malformed;

    /** Whether the head of a request is well-formed. */
    boolean request(Http2Headers headers) {
        sort(headers);
        var asks = method;
        if (malformed || status != null || asks == null || !isToken(asks)) {
            return false;
        }
        if (authority != null
                && host != null
                && !AsciiString.contentEqualsIgnoreCase(authority, host)) {
            return false;
        }
        boolean connect = AsciiString.contentEquals(asks, "CONNECT");
        return connect ? path == null && scheme == null && authority != null : isPath() && means();
    }

    private boolean isPath() {
        var asked = path;
        return asked != null
                && !asked.isEmpty()
                && (asked.charAt(0) == '/' || AsciiString.contentEquals(asked, "*"))
                && isTarget(asked);
    }

    private boolean means() {
        return scheme != null
                && (AsciiString.contentEqualsIgnoreCase(scheme, "http")
                        || AsciiString.contentEqualsIgnoreCase(scheme, "https"));
    }

    /** The status of an answer; negative if its head is malformed. */
    int answer(Http2Headers headers) {
        sort(headers);
        var text = status;
        if (malformed || ofRequests() || text == null || text.length() != 3) {
            return -1;
        }
        int code = 0;
        for (int i = 0; i < 3; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            code = code * 10 + digit - '0';
        }
        return code < LEAST_STATUS || code == SWITCHING_PROTOCOLS ? -1 : code;
    }

    /** Whether trailers are well-formed. */
    boolean trailers(Http2Headers headers) {
        sort(headers);
        return !malformed && !ofRequests() && status == null;
    }

    private boolean ofRequests() {
        return method != null || path != null || scheme != null || authority != null;
    }

    /** Of the request that was judged last. */
    @Nullable CharSequence method() {
        return method;
    }

    /** What it asks for: the path, or with CONNECT whom to. */
    @Nullable CharSequence target() {
        return path == null ? authority : path;
    }

    /** Whom it asks, in whichever field it says so. */
    @Nullable CharSequence host() {
        return authority == null ? host : authority;
    }

    /** Whether the head that was judged last has a Content-Length. */
    boolean hasLength() {
        return length;
    }

    /** Whether that says that there is a body: the codec has made it one number. */
    boolean tellsBytes() {
        return bytes;
    }

    /** Whether it says that trailers follow its body (RFC 9110 section 6.6.2). */
    boolean announcesTrailers() {
        return trailers;
    }

    /** Looks at everything once, and sets the pseudo-header fields apart. */
    private void sort(Http2Headers headers) {
        method = null;
        path = null;
        scheme = null;
        authority = null;
        status = null;
        host = null;
        length = false;
        bytes = false;
        trailers = false;
        malformed = false;
        boolean plain = false;
        for (var field : headers) {
            var name = field.getKey();
            var value = field.getValue();
            malformed |= !isText(value);
            if (!name.isEmpty() && name.charAt(0) == ':') {
                malformed |= plain; // they come first
                pseudo(name, value);
            } else {
                plain = true;
                plain(name, value);
            }
        }
    }

    private void pseudo(CharSequence name, CharSequence value) {
        switch (name.toString()) {
            case ":method" -> method = once(method, value);
            case ":path" -> path = once(path, value);
            case ":scheme" -> scheme = once(scheme, value);
            case ":authority" -> authority = once(authority, value);
            case ":status" -> status = once(status, value);
            default -> malformed = true;
        }
    }

    private CharSequence once(@Nullable CharSequence before, CharSequence value) {
        malformed |= before != null;
        return value;
    }

    private void plain(CharSequence name, CharSequence value) {
        malformed |= !isName(name);
        switch (name.toString()) {
            case "host" -> host = once(host, value);
            case "content-length" -> {
                length = true;
                bytes = !AsciiString.contentEquals(value, "0");
            }
            case "trailer" -> trailers = true;
            case "connection", "proxy-connection", "keep-alive", "transfer-encoding", "upgrade" ->
                    malformed = true; // RFC 9113 section 8.2.2
            case "te" -> malformed |= !AsciiString.contentEqualsIgnoreCase(value, "trailers");
            default -> {
                // passed on
            }
        }
    }

    private static boolean isToken(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Ascii.isToken((byte) text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isName(CharSequence name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!Ascii.isToken((byte) c) || (c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean isTarget(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (!Ascii.isTarget((byte) text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Nor may it begin or end in white space (RFC 9113 section 8.2.1). */
    private static boolean isText(CharSequence value) {
        int last = value.length() - 1;
        if (last >= 0 && (isSpace(value.charAt(0)) || isSpace(value.charAt(last)))) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            if (!Ascii.isText((byte) value.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
