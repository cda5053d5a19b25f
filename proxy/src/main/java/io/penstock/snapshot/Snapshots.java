package io.penstock.snapshot;

import java.util.function.Supplier;

/** Holds the current snapshot. Reading is one volatile read, from any thread. */
public final class Snapshots implements Supplier<Snapshot> {
    private volatile Snapshot current;

    /** Holds this one at first. */
    public Snapshots(Snapshot first) {
        this.current = first;
    }

    /** The current snapshot. */
    @Override
    public Snapshot get() {
        return current;
    }

    /** Makes another snapshot the current one; only a reload does. */
    public void set(Snapshot next) {
        this.current = next;
    }
}
