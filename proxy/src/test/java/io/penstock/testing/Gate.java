package io.penstock.testing;

import java.util.ArrayList;
import java.util.List;

/** Lets steps pass, or keeps them until it is opened. Any thread. */
public final class Gate {
    private final List<Runnable> waiting = new ArrayList<>();
    private boolean shut;

    Gate() {}

    /** Keeps what comes from now on. */
    public synchronized void shut() {
        shut = true;
    }

    /** Runs what waits, in its order, and lets pass what comes. */
    public void open() {
        List<Runnable> ready;
        synchronized (this) {
            shut = false;
            ready = List.copyOf(waiting);
            waiting.clear();
        }
        ready.forEach(Runnable::run);
    }

    /** How many steps wait. */
    public synchronized int waiting() {
        return waiting.size();
    }

    void pass(Runnable step) {
        synchronized (this) {
            if (shut) {
                waiting.add(step);
                return;
            }
        }
        step.run();
    }
}
