package io.penstock.endpoint;

import io.penstock.policy.Denial;
import io.penstock.policy.Grounds;
import io.penstock.resource.Exposure;
import io.penstock.resource.Subject;
import io.penstock.resource.Switchboard;

/** What becomes of a client that came to an address and port. */
public sealed interface Arrival {
    /** Nothing is exposed there any more: it was accepted while a reload removed the endpoint. */
    record Nobody() implements Arrival {}

    /** An endpoint is there. */
    sealed interface Known extends Arrival {
        /** What the connection is for, as far as it is known. */
        Subject subject();
    }

    /** It may come in, and this is what it came for. */
    record Welcome(Exposure subject, Grounds grounds) implements Known {}

    /** It may come in, and has yet to say which of several resources it came for. */
    record Undecided(Switchboard subject, Grounds grounds) implements Known {}

    /** The endpoint's security groups do not let it in. */
    record Refused(Subject subject, Denial denial) implements Known {}

    /** The resource configuration is not shared with the endpoint's owner, or not any more. */
    record NotShared(Subject subject) implements Known {
        /** A sentence for people: what is not shared with whom. */
        public String detail() {
            var endpoint = subject.endpoint();
            return "%s is not shared with account %s"
                    .formatted(endpoint.configuration().identity(), endpoint.identity().owner());
        }
    }

    /** It is a load balancer in front, which has yet to say who its client is. */
    record Announced(Subject subject) implements Known {}
}
