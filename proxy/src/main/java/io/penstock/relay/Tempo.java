package io.penstock.relay;

/** One direction's pace, and whether that direction waits for it. On the loop's thread. */
public final class Tempo {
    /** No pace at all: as fast as it goes. */
    public static final Tempo FREE = new Tempo();

    private final Pace pace;
    private boolean waiting;

    /**
     * Begins to keep a pace.
     *
     * @param resume goes on reading
     */
    public Tempo(Pace.Maker maker, Runnable resume) {
        this.pace =
                maker.of(() -> {
                    waiting = false;
                    resume.run();
                });
    }

    private Tempo() {
        this.pace =
                new Pace() {
                    @Override
                    public int grant(int wanted) {
                        return wanted;
                    }

                    @Override
                    public void took(int bytes) {
                        // nobody counts
                    }

                    @Override
                    public void leave() {
                        // nobody waits
                    }
                };
    }

    /** How much may be read now; 0 if it has to wait. */
    public int grant(int wanted) {
        int granted = waiting ? 0 : pace.grant(wanted);
        if (granted == 0 && wanted > 0) {
            waiting = true; // written only then: all loops share the free one
        }
        return granted;
    }

    /** So many bytes of the last grant were read. */
    public void took(int bytes) {
        pace.took(bytes);
    }

    /** Whether nothing is granted until it is resumed. */
    public boolean isWaiting() {
        return waiting;
    }

    /** Gives it up; true if the direction waited, and nobody resumes it now. */
    public boolean leave() {
        boolean waited = waiting;
        if (waited) {
            waiting = false;
        }
        pace.leave();
        return waited;
    }
}
