package io.penstock.gateway;

import io.penstock.net.IpPort;
import io.penstock.policy.Verdict;
import io.penstock.relay.Leg;

/** What became of a {@link Connecting}. */
public sealed interface Dialed {
    /**
     * The resource is connected. Whoever is told must close, reset or join the leg, and release the
     * seat when the connection has ended.
     *
     * @param connectNanos from the first attempt on
     */
    record Connected(Leg server, Verdict.Allow permit, long connectNanos, Seat seat)
            implements Dialed {}

    /**
     * A connection that was kept was taken to serve again. Whoever is told must release the seat
     * when it has served.
     */
    record Reused(Verdict.Allow permit, Seat seat) implements Dialed {}

    /** There may be no more connections to the address that was chosen, and all are in use. */
    record Full(IpPort target) implements Dialed {}

    /** The egress policy allows no address; this is what it said of the first. */
    record Denied(Verdict.Deny verdict) implements Dialed {}

    /** There is no address to dial. */
    record NotResolved(LookupOutcome outcome, String text) implements Dialed {}

    /** No allowed address took the connection; this is the last failure. */
    record Failed(ConnectCause cause, IpPort target, String text) implements Dialed {}
}
