package io.penstock.passage;

import org.jspecify.annotations.Nullable;

/** One of a worker's living connections. On its loop. */
sealed interface Connection permits Passage, HttpPassage {
    /** It as it is now. */
    Living living();

    /** Why today's rules would refuse it; null if they would not. */
    @Nullable CloseReason rejudge(Today today);

    /** Ends it now, for a reason of ours. Does nothing once it has ended. */
    void close(CloseReason reason);

    /** Holds it to today's limits on bytes. */
    void pace();

    /**
     * No more connections are taken: who can say so in its protocol ends when it has finished.
     * Bytes cannot be told that they are the last ones.
     */
    default void drain() {}
}
