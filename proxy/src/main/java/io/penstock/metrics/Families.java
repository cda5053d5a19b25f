package io.penstock.metrics;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * All series of ours. There are a hundred for each endpoint, so they are kept as the text that they
 * become, and written without making objects of them. Any thread.
 */
final class Families {
    private final Map<String, Family> families = new LinkedHashMap<>();
    private final LongSupplier clock;

    /**
     * Without any series.
     *
     * @param clock in nanoseconds
     */
    Families(LongSupplier clock) {
        this.clock = clock;
        for (var metric : MetricTable.ROWS) {
            add(metric);
            if (metric.type() == MetricType.HISTOGRAM) {
                add(metric.peak());
            }
        }
    }

    private void add(Metric metric) {
        families.put(metric.name(), new Family(metric));
    }

    LongSupplier clock() {
        return clock;
    }

    Family of(Metric metric) {
        var family = families.get(metric.name());
        if (family == null) {
            throw new IllegalArgumentException(metric.name() + " is not in the table");
        }
        return family;
    }

    /** In the table's order, those without series too. */
    Collection<Family> all() {
        return families.values();
    }
}
