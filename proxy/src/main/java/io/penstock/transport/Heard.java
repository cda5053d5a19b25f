package io.penstock.transport;

import java.util.Locale;

/**
 * What reading ahead has come to.
 *
 * @param <T> what was listened for
 */
public sealed interface Heard<T> {
    /** It was understood. */
    record Said<T>(T what) implements Heard<T> {}

    /**
     * It was not, and will not be; the leg is the receiver's to end.
     *
     * @param why for deciding
     * @param text for a log; nothing in it comes from the peer
     */
    record Unheard<T>(Why why, String text) implements Heard<T> {}

    /** Why nothing was understood. */
    enum Why {
        /** It is none of the protocols that were listened for, or breaks their rules. */
        NOT_UNDERSTOOD,
        /** It did not end within its bound. */
        TOO_LONG,
        /** It did not come in time. */
        TIMED_OUT,
        /** The peer ended its stream before. */
        ENDED,
        /** The peer was gone before. */
        GONE,
        /** Penstock stops, or has failed. */
        STOPPED;

        /** For people. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
