package io.penstock.dns;

import io.penstock.net.Ip;

/** One record of a reply. Its owner is the question's name; only a SOA's is the zone. */
sealed interface Entry {
    /** A or AAAA. */
    record Address(Ip ip) implements Entry {}

    /** The SOA of the zone, or of a custom domain. */
    record Authority(long serial) implements Entry {}

    /** The zone's NS: the apex itself, so that no endpoint's name is taken. */
    record NameServer() implements Entry {}

    /** HINFO as the answer to ANY (RFC 8482 section 4.2). */
    record Minimal() implements Entry {}
}
