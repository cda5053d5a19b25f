package io.penstock.gateway;

import io.penstock.resource.Exposure;
import io.penstock.resource.ResourceGateway;

/**
 * Learns what a gateway did. Called by every event loop: thread-safe, quick, never blocking or
 * throwing.
 */
public interface GatewayObserver {
    /** A question to the gateway's DNS servers ended; answers from the cache are not questions. */
    void lookedUp(ResourceGateway gateway, LookupOutcome outcome, long nanos);

    /** One attempt to connect failed; others may follow for the same connection. */
    void attemptFailed(Exposure exposure, ConnectCause cause);
}
