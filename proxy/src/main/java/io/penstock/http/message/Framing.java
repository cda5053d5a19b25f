package io.penstock.http.message;

/** How a message tells where its body ends (RFC 9112 section 6.3). */
public enum Framing {
    /** There is no body. */
    NONE,
    /** By its length. */
    LENGTH,
    /** By its chunks. */
    CHUNKED,
    /** With the connection: answers only. */
    TO_END
}
