package io.penstock.gateway;

import io.penstock.net.Ip;
import io.penstock.resolver.Service;
import java.util.List;

/** What the book knows of a name. */
sealed interface Known {
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

    /** The service is offered at these places; likewise. */
    record Services(List<Service> services, boolean stale) implements Known {
        /** Copies the list. */
        public Services {
            services = List.copyOf(services);
        }
    }

    /** None, and why. */
    record Nothing(LookupOutcome outcome, String text) implements Known {}
}
