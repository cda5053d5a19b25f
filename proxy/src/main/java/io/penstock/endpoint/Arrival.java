package io.penstock.endpoint;

import io.penstock.policy.Denial;
import io.penstock.policy.Grounds;
import io.penstock.resource.Exposure;
import io.penstock.resource.Subject;
import io.penstock.resource.Switchboard;

/** What becomes of a client that came to an address and port. */
public sealed interface Arrival {
    /** It may come in, and this is what it came for. */
    record Welcome(Exposure exposure, Grounds grounds) implements Arrival {}

    /** It may come in, and has yet to say which of several resources it came for. */
    record Undecided(Switchboard switchboard, Grounds grounds) implements Arrival {}

    /** The endpoint's security groups do not let it in. */
    record Refused(Subject subject, Denial denial) implements Arrival {}

    /** Nothing is exposed there any more: it was accepted while a reload removed the endpoint. */
    record Nobody() implements Arrival {}
}
