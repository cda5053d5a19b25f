package io.penstock.http;

/** What becomes of Forwarded (RFC 7239) and X-Forwarded-For, -Proto and -Host. */
enum Forwarding {
    /**
     * The client joins those that are named already; scheme and host are said only where nobody
     * before has said them. For clients that are proxies, or do not matter.
     */
    APPEND,
    /** What came is left out, and the client named: for clients that are not to be believed. */
    REPLACE,
    /** What came passes, and nothing is added. */
    LEAVE
}
