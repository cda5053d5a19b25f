package io.penstock.metrics;

/** One thing that a metric tells of one object, in one line or several. Any thread. */
sealed interface Series permits Counter, Reading, Histogram, Peak {
    /**
     * Writes its lines, as they stand now.
     *
     * @param family of what metric
     * @param object of what object, as {@link LabelText#opening} wrote it
     */
    void write(Page page, Family family, byte[] object);
}
