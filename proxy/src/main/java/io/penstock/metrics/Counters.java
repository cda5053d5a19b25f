package io.penstock.metrics;

import io.micrometer.core.instrument.Counter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Counters by a closed label, each made when it is first asked for. Finding one that is there takes
 * no lock. Any thread.
 */
final class Counters<K extends Enum<K>> {
    private final Map<K, Counter> counters = new ConcurrentHashMap<>();
    private final Function<K, Counter> make;

    Counters(Function<K, Counter> make) {
        this.make = make;
    }

    Counter of(K key) {
        return counters.computeIfAbsent(key, make);
    }
}
