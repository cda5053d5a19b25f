package io.penstock.transport;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The host that the head of an HTTP/1 request names (RFC 9112). Strict where servers differ in what
 * they read (line ends, white space, folded lines, several hosts), so that the resource cannot take
 * the request for one to another host.
 */
final class HttpHead {
    /** More than servers take by default. */
    static final int MOST_BYTES = 16 << 10;

    /** Longer than any method that is registered. */
    private static final int MOST_IN_METHOD = 32;

    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
    private static final Pattern METHOD = Pattern.compile(TOKEN + "( .*)?", Pattern.DOTALL);
    private static final Pattern REQUEST_LINE =
            Pattern.compile(TOKEN + " ([!-~\\x80-\\xff]++) HTTP/1\\.[01]");
    private static final Pattern FIELD =
            Pattern.compile("(" + TOKEN + "):([!-~\\x80-\\xff \\t]*+)");
    private static final Pattern ABSOLUTE =
            Pattern.compile("https?://([^/?#]*+).*", Pattern.CASE_INSENSITIVE);

    private HttpHead() {}

    static Parsed<Optional<String>> parse(ByteBuf bytes) {
        int have = Math.min(bytes.readableBytes(), MOST_BYTES);
        int limit = bytes.readerIndex() + have;
        int begin = bytes.readerIndex();
        while (isAt(bytes, begin, limit, LINE_END)) {
            begin += LINE_END.length; // RFC 9112 section 2.2: left over from a request before
        }
        int end = find(bytes, begin, limit);
        if (end >= 0) {
            return head(text(bytes, begin, end).split("\r\n", -1));
        }
        return mayBegin(text(bytes, begin, Math.min(begin + MOST_IN_METHOD, limit)))
                ? Parsed.more(have, MOST_BYTES, "an HTTP request's head")
                : new Parsed.Wrong<>("neither TLS nor an HTTP request");
    }

    private static String text(ByteBuf bytes, int from, int to) {
        return bytes.toString(from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Where the empty line is that ends a head; negative if there is none. */
    private static int find(ByteBuf bytes, int from, int limit) {
        for (int at = from; ; at++) {
            at = bytes.indexOf(at, limit, HEAD_END[0]);
            if (at < 0 || isAt(bytes, at, limit, HEAD_END)) {
                return at;
            }
        }
    }

    private static boolean isAt(ByteBuf bytes, int at, int limit, byte[] wanted) {
        if (limit - at < wanted.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (bytes.getByte(at + i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** Tells early what will never be a request, before its bound or deadline has come. */
    private static boolean mayBegin(String text) {
        boolean whole = text.length() == MOST_IN_METHOD;
        return text.isEmpty()
                || text.equals("\r")
                || (METHOD.matcher(text).matches() && (!whole || text.indexOf(' ') >= 0));
    }

    private static Parsed<Optional<String>> head(String[] lines) {
        var request = REQUEST_LINE.matcher(lines[0]);
        if (!request.matches()) {
            return new Parsed.Wrong<>("neither TLS nor an HTTP request");
        }
        Optional<String> host = Optional.empty();
        for (var line : Arrays.asList(lines).subList(1, lines.length)) {
            var field = FIELD.matcher(line);
            if (!field.matches()) {
                return new Parsed.Wrong<>("an HTTP request with a malformed header line");
            }
            if (field.group(1).equalsIgnoreCase("host")) {
                if (host.isPresent()) {
                    return new Parsed.Wrong<>("an HTTP request with two Host lines");
                }
                host = Optional.of(field.group(2).strip());
            }
        }
        return named(request.group(1), host);
    }

    /** A whole URL in the request's line names the host (RFC 9112 section 3.2.2). */
    private static Parsed<Optional<String>> named(String target, Optional<String> host) {
        var absolute = ABSOLUTE.matcher(target);
        return absolute.matches()
                ? of(Optional.of(absolute.group(1)), host)
                : of(host, Optional.empty());
    }

    /**
     * The name in what a request says twice.
     *
     * @param authority which counts; empty or of no length: none
     * @param other which must say the same, if it is there
     */
    static Parsed<Optional<String>> of(Optional<String> authority, Optional<String> other) {
        var text = authority.or(() -> other).filter(t -> !t.isEmpty());
        if (text.isEmpty()) {
            return new Parsed.Done<>(Optional.empty(), 0);
        }
        var name = HostName.ofAuthority(text.get());
        if (name.isEmpty()) {
            return new Parsed.Wrong<>("an HTTP request whose host is no name");
        }
        if (other.isPresent() && !HostName.ofAuthority(other.get()).equals(name)) {
            return new Parsed.Wrong<>("an HTTP request that names two hosts");
        }
        return new Parsed.Done<>(name, 0);
    }
}
