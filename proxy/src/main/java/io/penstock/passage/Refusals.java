package io.penstock.passage;

import io.penstock.net.IpPort;
import io.penstock.resource.Exposure;
import io.penstock.resource.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Remembers who was refused lately, and why. It keeps few, and only some of each second: a flood of
 * refusals costs it one counter each, and does not push everything else out at once. Any thread.
 */
public final class Refusals implements Ledger {
    /** How many are remembered. */
    public static final int REMEMBERED = 200;

    /** How many of a second are; as many more as there were none in the second before. */
    public static final int PER_SECOND = 10;

    private final AtomicReferenceArray<Refusal> ring = new AtomicReferenceArray<>(REMEMBERED);
    private final AtomicLong noted = new AtomicLong();
    private final Map<CloseReason, LongAdder> all = new EnumMap<>(CloseReason.class);
    private final LongSupplier nanos;
    private final Bucket pace;

    /**
     * One refusal.
     *
     * @param number of those that are remembered, from 1
     * @param at when the client came
     * @param resource what was to be dialed, where that was known
     * @param child which of an endpoint's resources it was, where there are several
     * @param requestedName the client's own word: not to be trusted
     */
    public record Refusal(
            long number,
            Instant at,
            Labels labels,
            Optional<String> child,
            IpPort client,
            IpPort destination,
            Optional<IpPort> resource,
            Optional<String> requestedName,
            CloseReason reason,
            Optional<String> detail) {}

    /**
     * Remembers nothing yet.
     *
     * @param nanos a monotonic clock
     */
    public Refusals(LongSupplier nanos) {
        this.nanos = nanos;
        this.pace = new Bucket(nanos.getAsLong());
        for (var reason : CloseReason.values()) {
            all.put(reason, new LongAdder());
        }
    }

    @Override
    public void opened(Subject subject) {}

    @Override
    public void connected(Exposure exposure, long connectNanos) {}

    @Override
    public void ended(ConnectionRecord record) {
        var reason = record.outcome().reason();
        if (!reason.isRefusal()) {
            return;
        }
        counter(reason).increment();
        if (pace.takeOne(PER_SECOND, nanos.getAsLong())) {
            long number = noted.incrementAndGet();
            ring.set((int) (number % REMEMBERED), note(number, record));
        }
    }

    private static Refusal note(long number, ConnectionRecord record) {
        var parties = record.parties();
        return new Refusal(
                number,
                record.timing().startedAt(),
                Labels.of(record.subject()),
                record.subject() instanceof Exposure exposure ? exposure.child() : Optional.empty(),
                parties.client(),
                parties.destination(),
                parties.resource(),
                parties.requestedName(),
                record.outcome().reason(),
                record.outcome().detail());
    }

    private LongAdder counter(CloseReason reason) {
        return Objects.requireNonNull(all.get(reason));
    }

    /** Those that are remembered, the latest first. */
    public List<Refusal> latest() {
        var latest = new ArrayList<Refusal>();
        long last = noted.get();
        for (long number = last; number > Math.max(0, last - REMEMBERED); number--) {
            var refusal = ring.get((int) (number % REMEMBERED));
            if (refusal != null && refusal.number() == number) { // else being written, or older
                latest.add(refusal);
            }
        }
        return latest;
    }

    /** How many have been remembered so far: grows when there is something new to see. */
    public long noted() {
        return noted.get();
    }

    /** How many there were of each reason since the start, remembered or not. */
    public Map<CloseReason, Long> counts() {
        var counts = new EnumMap<CloseReason, Long>(CloseReason.class);
        all.forEach((reason, counter) -> {
            if (reason.isRefusal()) {
                counts.put(reason, counter.sum());
            }
        });
        return counts;
    }
}
