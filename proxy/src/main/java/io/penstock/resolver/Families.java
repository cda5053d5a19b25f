package io.penstock.resolver;

/** Which versions of IP addresses are asked for. */
public enum Families {
    /** A records. */
    IPV4,
    /** AAAA records. */
    IPV6,
    /** A and AAAA records, asked for at the same time. */
    BOTH
}
