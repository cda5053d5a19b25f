package io.penstock.dns;

import io.penstock.resolver.Protocol;
import java.util.Optional;

/**
 * A query that was read.
 *
 * @param message all of it, as it came
 * @param questionEnd where its one question ends
 * @param name lower case, without a dot at the end; bytes that no name of ours has are escaped
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Query(
        byte[] message,
        int questionEnd,
        String name,
        int type,
        int dnsClass,
        Optional<Query.Edns> edns) {
    static final int HEADER = 12;

    /** The most that is sent in a datagram: passes every path without fragments (DNS flag day). */
    static final int MAX_DATAGRAM = 1232;

    private static final int MIN_DATAGRAM = 512;
    private static final int MAX_MESSAGE = 65_535;

    /** EDNS(0), RFC 6891. */
    record Edns(int size, int version, boolean dnssecOk) {}

    /** The second 16 bits of the header. */
    int flags() {
        return (message[2] & 0xff) << 8 | (message[3] & 0xff);
    }

    /** Where the question's name ends. */
    int nameEnd() {
        return questionEnd - 4;
    }

    /** The most that the asker takes. */
    int limit(Protocol protocol) {
        return switch (protocol) {
            case TCP -> MAX_MESSAGE;
            case UDP ->
                    Math.clamp(
                            edns.map(Edns::size).orElse(MIN_DATAGRAM), MIN_DATAGRAM, MAX_DATAGRAM);
        };
    }
}
