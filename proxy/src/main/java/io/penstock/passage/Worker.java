package io.penstock.passage;

import io.penstock.gateway.Gateway;
import io.penstock.relay.Loop;
import io.penstock.relay.Tally;
import io.penstock.resource.Exposure;
import io.penstock.resource.Identity;
import io.penstock.resource.Subject;
import io.penstock.snapshot.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gateway worker of one event loop: its way out, its living connections, and what they share
 * with those of other loops. Confined to its loop.
 */
final class Worker {
    private static final long STEP_NANOS = 100_000_000;

    private final int index;
    private final Loop loop;
    private final Gateway gateway;
    private final Pacer pacer;
    private final Shared shared;
    private final Map<String, Passage> living = new LinkedHashMap<>(); // by ID, oldest first
    private Today today;
    private long sequence;

    Worker(int index, Loop loop, Gateway gateway, Shared shared) {
        this.index = index;
        this.loop = loop;
        this.gateway = gateway;
        this.shared = shared;
        this.pacer = new Pacer(loop, shared.clocks().nanos());
        this.today = new Today(shared.snapshots().get());
    }

    Loop loop() {
        return loop;
    }

    Gateway gateway() {
        return gateway;
    }

    Snapshot snapshot() {
        return shared.snapshots().get();
    }

    Instant now() {
        return shared.clocks().wall().instant();
    }

    long nanos() {
        return shared.clocks().nanos().getAsLong();
    }

    /** Unique in this process, and improbable to repeat in another. */
    String newId() {
        return shared.process() + "-" + index + "-" + Long.toHexString(++sequence);
    }

    /** Whether an ID is one of this worker's, of a connection that lives or lived. */
    boolean gave(String id) {
        return id.startsWith(shared.process() + "-" + index + "-");
    }

    /** The newest rules, for a connection that was admitted under older ones. */
    Today today() {
        if (today.snapshot() != snapshot()) {
            today = new Today(snapshot());
        }
        return today;
    }

    /** A passage begins: from now on a drain waits for it. */
    void arrived(String id, Passage passage) {
        living.put(id, passage);
        shared.crowd().entered();
    }

    /** It is known what it is for, or that this will not be known; {@link #ended} follows. */
    void opened(Subject subject) {
        shared.traffic().of(subject).entered();
        shared.ledger().opened(subject);
    }

    /** Where this loop adds the exposure's bytes. */
    Tally sum(Exposure exposure) {
        return shared.traffic().of(exposure).on(index);
    }

    void connected(Exposure exposure, long connectNanos) {
        shared.ledger().connected(exposure, connectNanos);
    }

    void ended(ConnectionRecord record) {
        living.remove(record.id());
        shared.traffic().of(record.subject()).left(record.outcome().reason());
        try {
            shared.ledger().ended(record);
        } finally {
            shared.crowd().left(); // or a drain would wait for it in vain
        }
    }

    Optional<Occupancy.Refusal> takeSeat(Exposure exposure) {
        return shared.occupancy().enter(exposure, nanos());
    }

    void leaveSeat(Exposure exposure) {
        shared.occupancy().leave(exposure, nanos());
    }

    /** The limits on bytes that hold for a connection today; null if there is none. */
    Pacer.@Nullable Bounds bounds(Exposure then) {
        var ofEndpoint = today().quotaOfEndpoint(then).bytesPerSecond();
        var ofResource = today().quotaOfResource(then).bytesPerSecond();
        if (ofEndpoint.isEmpty() && ofResource.isEmpty()) {
            return null;
        }
        var shares = new ArrayList<Share>();
        ofEndpoint.ifPresent(most -> shares.add(share(then.endpoint().identity(), most)));
        ofResource.ifPresent(most -> shares.add(share(then.resource(), most)));
        return new Pacer.Bounds(pacer, shares);
    }

    private Share share(Identity identity, long bytesPerSecond) {
        var account = shared.occupancy().account(identity, nanos());
        return pacer.share(identity, account, bytesPerSecond);
    }

    /** How many of the living those rules would refuse, by reason. */
    Map<CloseReason, Integer> foresee(Today rules) {
        var refused = new EnumMap<CloseReason, Integer>(CloseReason.class);
        for (var passage : living.values()) {
            var reason = passage.rejudge(rules);
            if (reason != null) {
                refused.merge(reason, 1, Integer::sum);
            }
        }
        return refused;
    }

    /**
     * Judges the living by the newest snapshot, closes those that it refuses and holds the others
     * to today's limits.
     */
    Map<CloseReason, Integer> rejudge() {
        gateway.retain(snapshot());
        var closed = new EnumMap<CloseReason, Integer>(CloseReason.class);
        for (var passage : living()) {
            var reason = passage.rejudge(today());
            if (reason != null) {
                passage.close(reason);
                closed.merge(reason, 1, Integer::sum);
            } else {
                passage.pace();
            }
        }
        return closed;
    }

    /** The living at this moment, in the order in which they came. */
    List<Passage> living() {
        return List.copyOf(living.values());
    }

    /** Ends one for an operator; gives what it was, or nothing if it does not live any more. */
    Optional<Living> close(String id) {
        var passage = Optional.ofNullable(living.get(id));
        var was = passage.map(Passage::living);
        passage.ifPresent(one -> one.close(CloseReason.CLOSED_BY_OPERATOR));
        return was;
    }

    /** Closes all that live now, the oldest first, spread evenly over a time. */
    void closeAll(CloseReason reason, long overNanos) {
        if (living.isEmpty()) {
            return;
        }
        int steps = Math.clamp(overNanos / STEP_NANOS, 1, living.size());
        long pause = Math.max(overNanos / steps, 1);
        int most = Math.ceilDiv(living.size(), steps);
        loop.after(pause / 2, () -> closeNext(reason, most, pause));
    }

    private void closeNext(CloseReason reason, int most, long pauseNanos) {
        for (var passage : living().subList(0, Math.min(most, living.size()))) {
            passage.close(reason);
        }
        if (!living.isEmpty()) {
            loop.after(Math.max(pauseNanos, STEP_NANOS), () -> closeNext(reason, most, pauseNanos));
        }
    }
}
