package io.penstock.metrics;

/**
 * All metrics now, as text that is written piece by piece: what is not yet written is not yet read.
 * By one thread at a time, and not on an event loop.
 */
public interface Exposition {
    /** The format that was chosen. */
    String contentType();

    /**
     * Writes the next piece.
     *
     * @param page that is empty
     * @return whether there is more
     */
    boolean next(Page page);
}
