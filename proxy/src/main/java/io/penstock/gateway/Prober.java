package io.penstock.gateway;

import io.penstock.net.IpPort;
import io.penstock.resource.HealthCheck;
import io.penstock.transport.From;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks an address whether it is fit. On the loop of the checks. */
interface Prober {
    /**
     * What to ask.
     *
     * @param target which policy has allowed
     * @param host the name that led there, as HTTP and TLS tell it; empty where none did
     */
    record Probe(IpPort target, Optional<String> host, From from, HealthCheck check) {}

    /** A probe that is under way. */
    interface Probing {
        /** Calls it off: the outcome will not come. On the loop. */
        void cancel();
    }

    /**
     * Begins.
     *
     * @param done called once, on the loop, within the check's timeout and a little; never from
     *     within this call, and not after a cancel
     */
    Probing begin(Probe probe, Consumer<CheckOutcome> done);
}
