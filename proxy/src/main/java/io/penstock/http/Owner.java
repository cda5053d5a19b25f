package io.penstock.http;

import io.penstock.relay.Leg;

/** Whose exchange it is: told what becomes of it. On the loop. */
public interface Owner {
    /**
     * A reused connection was closed before it answered, and the request may be sent once more: it
     * is to be forwarded to another, or refused.
     */
    void again(Exchange exchange);

    /**
     * The resource has switched protocols. Both sockets are the owner's now, with all that was read
     * and not passed on; {@link #ended} follows.
     */
    void switched(Exchange exchange, Leg client, Leg resource);

    /** It is over. */
    void ended(Exchange exchange, Finish finish);
}
