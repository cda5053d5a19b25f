package io.penstock.http.message;

/** What heads are written with, over and over. */
public enum Word {
    CRLF("\r\n"),
    COMMA(", "),
    HTTP_1_1(" HTTP/1.1\r\n"),
    STATUS("HTTP/1.1 "),
    HOST("Host: "),
    CHUNKED("Transfer-Encoding: chunked\r\n"),
    CONTENT_LENGTH("Content-Length: "),
    TE("TE: trailers\r\n"),
    CONNECTION("Connection: "),
    CLOSE("close"),
    KEEP_ALIVE("keep-alive"),
    UPGRADE("upgrade"),
    NAMES_TE("TE"),
    VIA("Via: "),
    VERSION("1."),
    FORWARDED("Forwarded: "),
    HOST_IS(";host=\""),
    SCHEME_IS(";proto="),
    FORWARDED_FOR("X-Forwarded-For: "),
    FORWARDED_HOST("X-Forwarded-Host: "),
    FORWARDED_PROTO("X-Forwarded-Proto: "),
    TRACEPARENT("traceparent: ");

    @SuppressWarnings("ImmutableEnumChecker") // copied from, never written to
    private final byte[] bytes;

    Word(String text) {
        this.bytes = Ascii.bytes(text);
    }

    byte[] bytes() {
        return bytes;
    }
}
