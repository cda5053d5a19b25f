package io.penstock.explain;

import io.penstock.net.Ip;
import java.util.List;

/** What a resource's name resolves to now. */
public sealed interface Resolution {
    /**
     * Addresses, in the order in which they would be tried.
     *
     * @param stale whether they have expired and are used on, since no server answers
     */
    record Addresses(List<Ip> ips, boolean stale) implements Resolution {
        /** Copies the list. */
        public Addresses {
            ips = List.copyOf(ips);
        }
    }

    /** No address; why, for people. */
    record Nothing(String why) implements Resolution {}
}
