package io.penstock.command;

/** An appliance that serves, as commands steer it. Its methods may be called on any thread. */
public interface Running {
    /** Takes a changed configuration into service; what becomes of it is told in the log. */
    void reload();

    /** Begins to stop, giving connections time to finish; returns at once. */
    void drain();

    /** Stops now: what is still connected is reset. Returns at once. */
    void stop();

    /**
     * Waits until it has stopped.
     *
     * @return whether every connection had ended by itself or in the drain's time, and everything
     *     was closed
     */
    boolean awaitEnd() throws InterruptedException;
}
