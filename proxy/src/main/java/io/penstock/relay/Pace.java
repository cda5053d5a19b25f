package io.penstock.relay;

/**
 * How fast one direction of a relay may go: asked before each read, told after it. On the relay's
 * loop. Where there is none, a relay goes as fast as its sockets.
 */
public interface Pace {
    /**
     * How much may be read now.
     *
     * @param wanted bytes, at least one
     * @return from 0 to {@code wanted}. With 0 the asker begins to wait: it is resumed when it may
     *     ask again, and is granted nothing before.
     */
    int grant(int wanted);

    /** So many bytes of the last grant were read; the others are not taken. */
    void took(int bytes);

    /** Nobody asks any more, and nobody is to be resumed. A second call does nothing. */
    void leave();

    /** Makes the pace of each direction of a relay. */
    @FunctionalInterface
    interface Maker {
        /**
         * A pace for one direction.
         *
         * @param resume run on the loop when who waits may ask again; never from within a call to
         *     the pace
         */
        Pace of(Runnable resume);
    }
}
