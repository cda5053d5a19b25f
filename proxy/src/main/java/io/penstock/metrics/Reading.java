package io.penstock.metrics;

import java.util.function.DoubleSupplier;

/** A number that somebody else keeps. */
final class Reading implements Series {
    private final byte[] more;
    private final DoubleSupplier source;

    /**
     * With these further labels.
     *
     * @param source asked whenever it is shown
     */
    Reading(byte[] more, DoubleSupplier source) {
        this.more = more;
        this.source = source;
    }

    @Override
    public void write(Page page, Family family, byte[] object) {
        page.append(family.name()).append(object).append(more);
        page.append(source.getAsDouble()).endLine();
    }
}
