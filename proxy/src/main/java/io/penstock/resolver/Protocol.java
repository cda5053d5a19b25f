package io.penstock.resolver;

/** How a message is carried. */
public enum Protocol {
    /** One datagram each way. */
    UDP,
    /** A connection for the one message, with its length before it (RFC 7766 section 8). */
    TCP
}
