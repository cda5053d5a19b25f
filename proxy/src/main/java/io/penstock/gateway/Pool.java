package io.penstock.gateway;

import io.penstock.net.IpPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of one resource behind one gateway, with what is known of each. Outlives reloads.
 * Any thread.
 *
 * <p>What is known of an address is kept for a while after it has left the answers: two loops may
 * hold different answers, and a load balancer's name has other addresses each time.
 */
public final class Pool {
    private static final long MEMORY = Duration.ofMinutes(10).toNanos();
    private static final int MAX_REMEMBERED = 1024;

    /** One address of the latest answer. */
    record Listed(IpPort address, boolean denied) {}

    private final LongSupplier nanos;
    private final boolean keeps;
    private final Map<IpPort, Member> members = new ConcurrentHashMap<>();
    private final Map<IpPort, Long> leftAt = new HashMap<>(); // by this
    private final AtomicInteger turns = new AtomicInteger();
    private final LongAdder ejections = new LongAdder();
    private final Map<CheckOutcome, LongAdder> checks = new EnumMap<>(CheckOutcome.class);
    private volatile List<Listed> listed = List.of();

    /**
     * A pool without addresses.
     *
     * @param nanos a monotonic clock
     */
    public Pool(LongSupplier nanos) {
        this(nanos, true);
    }

    /**
     * A pool without addresses.
     *
     * @param keeps whether it keeps any: not where clients choose the address, of which there may
     *     be as many as there are
     */
    Pool(LongSupplier nanos, boolean keeps) {
        this.nanos = nanos;
        this.keeps = keeps;
        for (var outcome : CheckOutcome.values()) {
            checks.put(outcome, new LongAdder());
        }
    }

    /** The address that stands there. */
    Member member(IpPort place) {
        var known = members.get(place);
        if (known != null) {
            return known;
        }
        return keeps ? members.computeIfAbsent(place, Member::new) : new Member(place);
    }

    /** The same, but one that is not there is not kept. */
    Member peek(IpPort place) {
        var known = members.get(place);
        return known != null ? known : new Member(place);
    }

    /** Takes the latest answer. Told on every connect, so what has not changed costs nothing. */
    void list(List<Listed> latest) {
        if (keeps && !listed.equals(latest)) {
            follow(List.copyOf(latest));
        }
    }

    private synchronized void follow(List<Listed> latest) {
        long now = nanos.getAsLong();
        var current = new HashSet<IpPort>();
        latest.forEach(each -> current.add(each.address));
        listed.forEach(each -> leftAt.put(each.address, now));
        leftAt.keySet().removeAll(current);
        listed = latest;
        boolean crowded = leftAt.size() > MAX_REMEMBERED;
        members.entrySet()
                .removeIf(entry -> {
                    var left = leftAt.get(entry.getKey());
                    var member = entry.getValue();
                    return left != null
                            && member.connections() <= 0
                            && (crowded || member.isBlank() || now - left > MEMORY);
                });
        leftAt.keySet().retainAll(members.keySet());
    }

    /** Whose turn it is. */
    int turn() {
        return turns.get();
    }

    /** Of the clock by which ejections end. */
    long now() {
        return nanos.getAsLong();
    }

    /** Whose turn it is, counted up. */
    int nextTurn() {
        return turns.getAndIncrement();
    }

    /** Counts a client's connect to an address that failed. */
    void failed(Member member, int ejectAfter) {
        if (keeps && member.failed(nanos.getAsLong(), ejectAfter)) {
            ejections.increment();
        }
    }

    void checked(CheckOutcome outcome) {
        adder(outcome).increment();
    }

    private LongAdder adder(CheckOutcome outcome) {
        var adder = checks.get(outcome);
        if (adder == null) {
            throw new AssertionError("every outcome has one");
        }
        return adder;
    }

    /** Nothing is checked any more. */
    void unchecked() {
        members.values().forEach(Member::unchecked);
    }

    /** The addresses of the latest answer; none before the first connect or check. */
    public List<AddressHealth> addresses() {
        long now = nanos.getAsLong();
        var addresses = new ArrayList<AddressHealth>();
        for (var each : listed) {
            var member = members.get(each.address);
            int connections = member == null ? 0 : member.connections();
            addresses.add(new AddressHealth(each.address, state(each, member, now), connections));
        }
        return addresses;
    }

    private static AddressState state(Listed listed, @Nullable Member member, long now) {
        if (listed.denied) {
            return AddressState.DENIED;
        }
        return member == null ? AddressState.HEALTHY : member.state(now);
    }

    /** How many of the addresses are in that state. */
    public long count(AddressState state) {
        long now = nanos.getAsLong();
        long count = 0;
        for (var each : listed) { // asked for each resource in each scrape: makes no objects
            if (state(each, members.get(each.address), now) == state) {
                count++;
            }
        }
        return count;
    }

    /** How often an address was ejected. */
    public long ejections() {
        return ejections.sum();
    }

    /** How many checks ended so. */
    public long checks(CheckOutcome outcome) {
        return adder(outcome).sum();
    }
}
