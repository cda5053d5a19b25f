package io.penstock.load.machine;

import java.time.Duration;

/** The run is to end: somebody interrupted the thread while it waited. */
public final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Because of this. The thread stays interrupted. */
    public Interrupted(InterruptedException cause) {
        super(cause);
        Thread.currentThread().interrupt();
    }

    /** Waits. The load takes its time; nobody waits for a condition with this. */
    public static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new Interrupted(e);
        }
    }
}
