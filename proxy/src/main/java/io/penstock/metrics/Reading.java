package io.penstock.metrics;

import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A number that somebody else keeps. */
final class Reading implements Series {
    private static final Logger LOG = LoggerFactory.getLogger(Reading.class);

    private final byte[] more;
    private final DoubleSupplier source;
    private boolean hasFailed; // by this

    /**
     * With these further labels.
     *
     * @param source asked whenever it is shown
     */
    Reading(byte[] more, DoubleSupplier source) {
        this.more = more;
        this.source = source;
    }

    /** A source that throws costs its own line alone: the others may tell why. */
    @Override
    public void write(Page page, Family family, byte[] object) {
        double value;
        try {
            value = source.getAsDouble();
        } catch (RuntimeException failure) {
            tell(family, failure);
            if (family.metric().type()
                    == MetricType.COUNTER) { // NaN there would spoil every rate() over it
                return;
            }
            value = Double.NaN;
        }
        page.append(family.name()).append(object).append(more).append(value).endLine();
    }

    /** Once, since it may well fail each second. */
    private synchronized void tell(Family family, RuntimeException failure) {
        if (!hasFailed) {
            hasFailed = true;
            LOG.error("metrics: one of {} cannot be read", family.metric().name(), failure);
        }
    }
}
