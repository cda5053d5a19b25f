package io.penstock.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Collections;
import java.util.Iterator;

/**
 * One exposition: our own series, straight from where they are counted, and then those of the
 * process and the JVM, which Micrometer keeps. These are few, and OpenMetrics' last line is theirs.
 */
final class Scrape implements Exposition {
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS =
            "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final boolean isOpen;
    private final PrometheusMeterRegistry process;
    private final Runnable atEnd;
    private final Iterator<Family> families;
    private Iterator<Group> groups = Collections.emptyIterator();

    /**
     * Nothing is written yet.
     *
     * @param isOpen in OpenMetrics, not in Prometheus' own text
     * @param atEnd run when all has been written
     */
    Scrape(boolean isOpen, Families families, PrometheusMeterRegistry process, Runnable atEnd) {
        this.isOpen = isOpen;
        this.process = process;
        this.atEnd = atEnd;
        this.families = families.all().iterator();
    }

    @Override
    public String contentType() {
        return isOpen ? OPEN_METRICS : PROMETHEUS;
    }

    @Override
    public boolean next(Page page) {
        while (!page.isFull()) {
            if (groups.hasNext()) {
                groups.next().write(page);
            } else if (families.hasNext()) {
                begin(families.next(), page);
            } else {
                page.append(process.scrape(contentType()));
                atEnd.run();
                return false;
            }
        }
        return true;
    }

    private void begin(Family family, Page page) {
        groups = family.groups().iterator();
        if (groups.hasNext()) {
            page.append(family.head(isOpen));
        }
    }
}
