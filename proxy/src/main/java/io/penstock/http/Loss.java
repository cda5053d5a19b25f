package io.penstock.http;

/** How a connection, or a stream of one, was lost before its answer was whole. */
enum Loss {
    /** The resource has said that it did nothing with the request (RFC 9113 sections 6.8, 8.7). */
    UNTOUCHED,
    /** It had served before and said nothing, so that it may have been closed meanwhile. */
    STALE,
    /** Any other way: the request may have been acted on. */
    PLAIN
}
