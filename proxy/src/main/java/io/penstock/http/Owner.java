package io.penstock.http;

/** Whose exchange it is: told what becomes of it. On the loop. */
public interface Owner {
    /**
     * A connection was lost before it answered, and the request may be sent once more: since it was
     * a reused one, or the resource has said that it did nothing with the request. It is to be
     * forwarded to another, or refused.
     */
    void again(Exchange exchange);

    /**
     * The resource has switched protocols. Both connections are the owner's now, who joins them
     * before this returns; {@link #ended} follows.
     */
    void switched(Exchange exchange, Switched both);

    /** It is over. */
    void ended(Exchange exchange, Finish finish);
}
