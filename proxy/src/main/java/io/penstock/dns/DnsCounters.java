package io.penstock.dns;

import io.penstock.resolver.Protocol;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts queries by how they came and what became of them. Any thread. */
public final class DnsCounters {
    private final Map<Protocol, Map<DnsOutcome, LongAdder>> queries = new EnumMap<>(Protocol.class);
    private final LongAdder refusedConnections = new LongAdder();

    /** All at zero. */
    public DnsCounters() {
        for (var protocol : Protocol.values()) {
            var byOutcome = new EnumMap<DnsOutcome, LongAdder>(DnsOutcome.class);
            for (var outcome : DnsOutcome.values()) {
                byOutcome.put(outcome, new LongAdder());
            }
            queries.put(protocol, byOutcome);
        }
    }

    /** Queries so far; each is counted once, when it is known what became of it. */
    public long queries(Protocol protocol, DnsOutcome outcome) {
        return queries.getOrDefault(protocol, Map.of())
                .getOrDefault(outcome, new LongAdder())
                .sum();
    }

    /** TCP connections that were closed at once because there were too many. */
    public long refusedConnections() {
        return refusedConnections.sum();
    }

    void count(Protocol protocol, DnsOutcome outcome) {
        queries.getOrDefault(protocol, Map.of()).getOrDefault(outcome, new LongAdder()).increment();
    }

    void countRefusedConnection() {
        refusedConnections.increment();
    }
}
