package io.penstock.resolver;

import io.penstock.net.Ip;
import java.util.List;

/** What became of a {@link Question}. */
public sealed interface Answer {
    /**
     * The name has addresses.
     *
     * @param ips in the order of the answers, IPv4 first; not empty
     * @param ttlSeconds how long they hold: the least of all records on the way, 0 to 2^31-1
     */
    record Addresses(List<Ip> ips, long ttlSeconds) implements Answer {
        /** Copies the list. */
        public Addresses {
            ips = List.copyOf(ips);
        }
    }

    /**
     * The service is offered there.
     *
     * @param services in the order of the answer; not empty
     * @param ttlSeconds as of addresses
     */
    record Services(List<Service> services, long ttlSeconds) implements Answer {
        /** Copies the list. */
        public Services {
            services = List.copyOf(services);
        }
    }

    /**
     * There is no address, or no service, to be had.
     *
     * @param text for an operator: which server said or did what
     * @param ttlSeconds how long that holds by the zone's SOA (RFC 2308 section 5); 0 where nobody
     *     said
     */
    record Failed(Cause cause, String text, long ttlSeconds) implements Answer {}

    /** Why there is no address. */
    enum Cause {
        /** The name does not exist. */
        NXDOMAIN,
        /**
         * The name exists, but has no record of the kind asked for; or the service is not offered.
         */
        NO_DATA,
        /** Every server failed; the last one that answered said so (or another error code). */
        SERVFAIL,
        /** The last server that answered does not answer this host. */
        REFUSED,
        /** No server answered in time. */
        TIMED_OUT,
        /** No server could be sent anything: no route, port closed, no source address. */
        UNREACHABLE,
        /** What came was not an answer: another id or question, broken, an endless chain. */
        BAD_ANSWER
    }
}
