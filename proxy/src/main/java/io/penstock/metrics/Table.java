package io.penstock.metrics;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiFunction;

/**
 * Counters by two closed labels, each made when it is first asked for: most pairs never happen.
 * Finding one that is there takes no lock. Any thread.
 */
final class Table<R extends Enum<R>, C extends Enum<C>> {
    private final int columns;
    private final AtomicReferenceArray<Counter> cells;
    private final BiFunction<R, C, Counter> make;

    Table(Class<R> rows, Class<C> columns, BiFunction<R, C, Counter> make) {
        this.columns = columns.getEnumConstants().length;
        this.cells = new AtomicReferenceArray<>(rows.getEnumConstants().length * this.columns);
        this.make = make;
    }

    Counter of(R row, C column) {
        var known = cells.get(place(row, column));
        return known != null ? known : make(row, column);
    }

    private synchronized Counter make(R row, C column) {
        var known = cells.get(place(row, column));
        if (known != null) {
            return known;
        }
        var made = make.apply(row, column);
        cells.set(place(row, column), made);
        return made;
    }

    @SuppressWarnings("EnumOrdinal") // a place in an array of this process, smaller than maps
    private int place(R row, C column) {
        return row.ordinal() * columns + column.ordinal();
    }
}
