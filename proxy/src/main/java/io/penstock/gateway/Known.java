package io.penstock.gateway;

import io.penstock.net.Ip;
import java.util.List;

/** What is known of a name's addresses. */
public sealed interface Known {
    /**
     * These addresses, in the order of the answer.
     *
     * @param stale whether they have expired and are used because no server answers
     */
    record Addresses(List<Ip> ips, boolean stale) implements Known {
        /** Copies the list. */
        public Addresses {
            ips = List.copyOf(ips);
        }
    }

    /** None, and why. */
    record Nothing(LookupOutcome outcome, String text) implements Known {}
}
