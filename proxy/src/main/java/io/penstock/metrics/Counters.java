package io.penstock.metrics;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;

/**
 * Counters by a closed label, each made when it is first asked for. Finding one that is there takes
 * no lock. Any thread.
 */
final class Counters<K extends Enum<K>> {
    private final AtomicReferenceArray<Counter> counters;
    private final Function<K, Counter> make;

    Counters(Class<K> keys, Function<K, Counter> make) {
        this.counters = new AtomicReferenceArray<>(keys.getEnumConstants().length);
        this.make = make;
    }

    Counter of(K key) {
        var known = counters.get(place(key));
        return known != null ? known : make(key);
    }

    private synchronized Counter make(K key) {
        var known = counters.get(place(key));
        if (known != null) {
            return known;
        }
        var made = make.apply(key);
        counters.set(place(key), made);
        return made;
    }

    @SuppressWarnings("EnumOrdinal") // a place in an array of this process, smaller than a map
    private static int place(Enum<?> key) {
        return key.ordinal();
    }
}
