package io.penstock.resolver;

import io.penstock.net.Ip;
import io.penstock.resolver.Answer.Cause;
import java.util.List;

/** What one message says about one name and one kind of record. */
sealed interface Reply {
    /** Its addresses; aliases on the way are followed. */
    record Found(List<Ip> ips, long ttlSeconds) implements Reply {
        /** Copies the list. */
        public Found {
            ips = List.copyOf(ips);
        }
    }

    /** Where the service of that name is offered; likewise. */
    record Offered(List<Service> services, long ttlSeconds) implements Reply {
        /** Copies the list. */
        public Offered {
            services = List.copyOf(services);
        }
    }

    /** It is another name, of which the message says nothing more: ask for that. */
    record Alias(String name, long ttlSeconds) implements Reply {}

    /** There is none. */
    record None(Cause cause, String text, long ttlSeconds) implements Reply {}
}
