package io.penstock.dns;

import io.netty.handler.codec.dns.DnsResponseCode;

/** What a message that came turns out to be. */
sealed interface Incoming {
    /** A query. */
    record Asked(Query query) implements Incoming {}

    /** Something to answer with nothing but a code: broken, or an operation that is not served. */
    record Faulty(DnsResponseCode code) implements Incoming {}

    /** Too short to have an id, or itself a response, which to answer would start a loop. */
    record Ignored() implements Incoming {}
}
