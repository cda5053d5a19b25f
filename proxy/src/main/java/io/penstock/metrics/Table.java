package io.penstock.metrics;

import io.micrometer.core.instrument.Counter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * Counters by two closed labels, each made when it is first asked for: most pairs never happen.
 * Finding one that is there takes no lock. Any thread.
 */
final class Table<R extends Enum<R>, C extends Enum<C>> {
    private final Map<R, Counters<C>> rows = new ConcurrentHashMap<>();
    private final BiFunction<R, C, Counter> make;

    Table(BiFunction<R, C, Counter> make) {
        this.make = make;
    }

    Counter of(R row, C column) {
        return rows.computeIfAbsent(row, r -> new Counters<>(c -> make.apply(r, c))).of(column);
    }
}
