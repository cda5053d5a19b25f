package io.penstock.relay;

/** One direction's pace, and whether that direction waits for it. On the loop's thread. */
final class Tempo {
    private final Pace pace;
    private boolean waiting;

    /**
     * Begins to keep a pace.
     *
     * @param resume goes on reading
     */
    Tempo(Pace.Maker maker, Runnable resume) {
        this.pace =
                maker.of(() -> {
                    waiting = false;
                    resume.run();
                });
    }

    /** How much may be read now; 0 if it has to wait. */
    int grant(int wanted) {
        int granted = waiting ? 0 : pace.grant(wanted);
        waiting = granted == 0;
        return granted;
    }

    void took(int bytes) {
        pace.took(bytes);
    }

    boolean isWaiting() {
        return waiting;
    }

    /** Gives it up; true if the direction waited, and nobody resumes it now. */
    boolean leave() {
        boolean waited = waiting;
        waiting = false;
        pace.leave();
        return waited;
    }
}
