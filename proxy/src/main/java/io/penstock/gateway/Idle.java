package io.penstock.gateway;

import io.penstock.net.IpPort;

/**
 * Connections that nobody uses, kept by whoever dials: asked for the very address that is about to
 * be dialed, after policy, health and choice have had their say. On the loop.
 */
public interface Idle {
    /** None is kept: every dial is a new connection. */
    Idle NONE =
            new Idle() {
                @Override
                public Found take(IpPort target) {
                    return Found.NONE;
                }

                @Override
                public void notMade(IpPort target) {
                    // nobody counts
                }
            };

    /** What was found. */
    enum Found {
        /** One was taken, and nothing is dialed. */
        TAKEN,
        /** There is none: a new one is dialed, which will be there or {@link Idle#notMade}. */
        NONE,
        /** There is none, and there may be no new one now. */
        FULL
    }

    /** Takes one that is connected there. */
    Found take(IpPort target);

    /** The new connection that there might have been there came to nothing. */
    void notMade(IpPort target);
}
