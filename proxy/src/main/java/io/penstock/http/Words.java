package io.penstock.http;

/** What the writers of heads say. */
final class Words {
    static final byte[] CRLF = Ascii.bytes("\r\n");
    static final byte[] COMMA = Ascii.bytes(", ");
    static final byte[] HTTP_1_1 = Ascii.bytes(" HTTP/1.1\r\n");
    static final byte[] STATUS = Ascii.bytes("HTTP/1.1 ");
    static final byte[] HOST = Ascii.bytes("Host: ");
    static final byte[] CHUNKED = Ascii.bytes("Transfer-Encoding: chunked\r\n");
    static final byte[] CONTENT_LENGTH = Ascii.bytes("Content-Length: ");
    static final byte[] TE = Ascii.bytes("TE: trailers\r\n");
    static final byte[] CONNECTION = Ascii.bytes("Connection: ");
    static final byte[] CLOSE = Ascii.bytes("close");
    static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");
    static final byte[] UPGRADE = Ascii.bytes("upgrade");
    static final byte[] NAMES_TE = Ascii.bytes("TE");
    static final byte[] VIA = Ascii.bytes("Via: ");
    static final byte[] VERSION = Ascii.bytes("1.");
    static final byte[] FORWARDED = Ascii.bytes("Forwarded: ");
    static final byte[] HOST_IS = Ascii.bytes(";host=\"");
    static final byte[] SCHEME_IS = Ascii.bytes(";proto=");
    static final byte[] FORWARDED_FOR = Ascii.bytes("X-Forwarded-For: ");
    static final byte[] FORWARDED_HOST = Ascii.bytes("X-Forwarded-Host: ");
    static final byte[] FORWARDED_PROTO = Ascii.bytes("X-Forwarded-Proto: ");
    static final byte[] TRACEPARENT = Ascii.bytes("traceparent: ");

    private Words() {}
}
