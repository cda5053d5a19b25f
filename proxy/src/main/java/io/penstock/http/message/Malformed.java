package io.penstock.http.message;

/**
 * Why a message is refused: what two readers could take for two different messages, and what this
 * relay does not serve. The sections are those of RFC 9110 and RFC 9112. An answer of a resource
 * that is malformed is a 502 to the client, whatever {@link #status} says.
 */
public enum Malformed {
    EMPTY_LINES(400, "too many empty lines before the request"),
    BARE_LF(400, "a line that ends in LF alone"),
    BARE_CR(400, "a CR that is not followed by LF"),
    NUL(400, "a NUL byte"),
    CONTROL(400, "a control character"),
    REQUEST_LINE(
            400, "the request line is not a method, a target and a version, one space between"),
    METHOD(400, "the method is not a token"),
    METHOD_TOO_LONG(501, "a method longer than any that is known"),
    CONNECT(501, "the method CONNECT, which is not served here"),
    TARGET(400, "the target is neither a path nor an http URL"),
    TARGET_TOO_LONG(414, "the target is longer than its limit"),
    VERSION(400, "no version of HTTP at the end of the request line"),
    VERSION_NOT_SERVED(505, "a version other than HTTP/1.0 and HTTP/1.1"),
    STATUS_LINE(502, "the status line is not a version, a status of three digits and a reason"),
    NOT_ASKED_TO_SWITCH(502, "a 101 to a request that did not ask for an upgrade"),
    HEAD_TOO_LARGE(431, "the head is larger than its limit"),
    TOO_MANY_FIELDS(431, "more header fields than the limit"),
    FOLDED(400, "a header field that is folded over lines"),
    NO_COLON(400, "a header line without a colon"),
    SPACE_BEFORE_COLON(400, "white space between a field's name and its colon"),
    FIELD_NAME(400, "a field name that is not a token"),
    LENGTH(400, "a Content-Length that is not a number"),
    LENGTH_TWICE(400, "more than one Content-Length"),
    LENGTH_AND_CODING(400, "both Content-Length and Transfer-Encoding"),
    CODING_TWICE(400, "more than one Transfer-Encoding"),
    CODING_NOT_CHUNKED(400, "a Transfer-Encoding that does not end in chunked"),
    CODING_NOT_SERVED(501, "a Transfer-Encoding that is more than chunked"),
    CODING_IN_1_0(400, "a Transfer-Encoding in HTTP/1.0"),
    CONNECTION(400, "a Connection that is not a list of names"),
    CONNECTION_TOO_LONG(400, "a Connection that lists too many names"),
    CONNECTION_NAMES_FRAMING(400, "a Connection that names a field of framing or routing"),
    NO_HOST(400, "no Host in HTTP/1.1"),
    TWO_HOSTS(400, "more than one Host"),
    HOST(400, "a host that is not a name or an address, and perhaps a port"),
    USER_IN_HOST(400, "a user before the host"),
    HOSTS_DIFFER(400, "a Host that is not the one of the request's URL"),
    EXPECTATION(417, "an Expect other than 100-continue"),
    CHUNK_SIZE(400, "a chunk size that is not a hexadecimal number"),
    CHUNK_TOO_LARGE(400, "a chunk size that is too large to be true"),
    CHUNK_EXTENSION(
            400, "a chunk extension that is not names and values, or longer than its limit"),
    CHUNK_END(400, "a chunk that does not end in CRLF"),
    TRAILERS_TOO_LARGE(431, "trailers larger than their limit"),
    TOO_MANY_TRAILERS(431, "more trailer fields than their limit"),
    TRAILER_FIELD(400, "a trailer field that is only allowed in a head");

    private final int status;
    private final String words;

    Malformed(int status, String words) {
        this.status = status;
        this.words = words;
    }

    /** The status that answers such a request. */
    public int status() {
        return status;
    }

    /** What is wrong, for the log and the answer's body. */
    public String words() {
        return words;
    }
}
