package io.penstock.passage;

import io.penstock.net.IpPort;
import io.penstock.resource.Exposure;
import io.penstock.resource.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Remembers who was refused lately, and why: connections that were reset, and requests that were
 * answered by Penstock instead of the resource. It keeps few, and only some of each second: a flood
 * of refusals costs it one counter each, and does not push everything else out at once. Any thread.
 */
public final class Refusals implements Ledger {
    /** How many are remembered. */
    public static final int REMEMBERED = 200;

    /** How many of a second are; as many more as there were none in the second before. */
    public static final int PER_SECOND = 10;

    private final AtomicReferenceArray<Refusal> ring = new AtomicReferenceArray<>(REMEMBERED);
    private final AtomicLong noted = new AtomicLong();
    private final Map<String, LongAdder> all = new LinkedHashMap<>();
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
     * @param asked what was refused, if it was a request and not a connection
     * @param reason of a connection a {@link CloseReason}, of a request an error of RFC 9209; both
     *     as the access log names them
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
            Optional<Asked> asked,
            String reason,
            Optional<String> detail) {}

    /**
     * A request. Method and path are the client's own words.
     *
     * @param status that it was answered with
     */
    public record Asked(String method, String path, int status) {}

    /**
     * Remembers nothing yet.
     *
     * @param nanos a monotonic clock
     */
    public Refusals(LongSupplier nanos) {
        this.nanos = nanos;
        this.pace = new Bucket(nanos.getAsLong());
        Stream.of(CloseReason.values())
                .filter(CloseReason::isRefusal)
                .forEach(reason -> all.put(reason.label(), new LongAdder()));
        Stream.of(io.penstock.http.Refusal.values())
                .forEach(why -> all.put(why.error(), new LongAdder()));
    }

    @Override
    public void opened(Subject subject) {}

    @Override
    public void connected(Exposure exposure, long connectNanos) {}

    @Override
    public void waited(Exposure exposure) {}

    @Override
    public void ended(RequestRecord record) {
        var error = record.outcome().error();
        if (error.isPresent() && isNoted(error.get())) {
            remember(number -> note(number, record, error.get()));
        }
    }

    @Override
    public void ended(ConnectionRecord record) {
        var reason = record.outcome().reason();
        if (reason.isRefusal() && isNoted(reason.label())) {
            remember(number -> note(number, record));
        }
    }

    /** Counts one; whether it is to be remembered, too. */
    private boolean isNoted(String reason) {
        Objects.requireNonNull(all.get(reason), reason).increment();
        return pace.takeOne(PER_SECOND, nanos.getAsLong());
    }

    private void remember(LongFunction<Refusal> refusal) {
        long number = noted.incrementAndGet();
        ring.set((int) (number % REMEMBERED), refusal.apply(number));
    }

    private static Refusal note(long number, ConnectionRecord record) {
        var parties = record.parties();
        return new Refusal(
                number,
                record.timing().startedAt(),
                Labels.of(record.subject()),
                child(record.subject()),
                parties.client(),
                parties.destination(),
                parties.resource(),
                parties.requestedName(),
                Optional.empty(),
                record.outcome().reason().label(),
                record.outcome().detail());
    }

    private static Refusal note(long number, RequestRecord record, String error) {
        var parties = record.parties();
        var what = record.what();
        var timing = record.timing();
        return new Refusal(
                number,
                timing.endedAt().minusNanos(timing.durationNanos()),
                Labels.of(record.subject()),
                child(record.subject()),
                parties.client(),
                parties.destination(),
                parties.resource(),
                Optional.of(what.host()).filter(host -> !host.isEmpty()),
                Optional.of(new Asked(what.method(), what.path(), record.outcome().status())),
                error,
                record.outcome().detail());
    }

    private static Optional<String> child(Subject subject) {
        return subject instanceof Exposure exposure ? exposure.child() : Optional.empty();
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
    public Map<String, Long> counts() {
        var counts = new LinkedHashMap<String, Long>();
        all.forEach((reason, counter) -> counts.put(reason, counter.sum()));
        return counts;
    }
}
