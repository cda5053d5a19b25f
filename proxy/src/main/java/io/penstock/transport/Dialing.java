package io.penstock.transport;

/** A dial that is under way. */
@FunctionalInterface
public interface Dialing {
    /**
     * Calls it off: the answer will not come, and nothing is left open. Does nothing once the
     * answer came. On the loop.
     */
    void cancel();
}
