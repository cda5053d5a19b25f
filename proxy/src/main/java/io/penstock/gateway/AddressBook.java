package io.penstock.gateway;

import io.penstock.resolver.Answer;
import io.penstock.resolver.Question;
import io.penstock.resolver.Servers;
import io.penstock.resource.Identity;
import io.penstock.resource.ResourceGateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of names and the places of services, kept for as long as their records allow. One
 * for each event loop and confined to it. What is in use is asked for again before it expires, so
 * that connections do not wait; when no server answers, what has expired is used on (RFC 8767);
 * failures are kept shortly. There are as many entries as gateways and names were configured, and
 * as services named hosts; a reload, and a service's next answer, drop the others.
 */
final class AddressBook {
    private static final long MIN_TTL = Duration.ofSeconds(1).toNanos();
    private static final long MAX_TTL = Duration.ofMinutes(5).toNanos();
    private static final long MAX_STALE = Duration.ofDays(1).toNanos();
    private static final long MAX_FAILURE = Duration.ofSeconds(5).toNanos();

    /** How long somebody waits for a fresh answer while there is a stale one. */
    private static final long PATIENCE = Duration.ofMillis(500).toNanos();

    /** Whose name is asked for, and of whom. */
    record Entry(Identity gateway, Servers servers, Question question) {}

    /** Runs a task on the loop after so many nanoseconds. */
    @FunctionalInterface
    interface Timer {
        void after(long nanos, Runnable task);
    }

    private final Map<Entry, Page> pages = new HashMap<>();
    private final Asking asking;
    private final Timer timer;
    private final LongSupplier nanos;
    private final GatewayObserver observer;

    AddressBook(Asking asking, Timer timer, LongSupplier nanos, GatewayObserver observer) {
        this.asking = asking;
        this.timer = timer;
        this.nanos = nanos;
        this.observer = observer;
    }

    /** Tells what is known; at once where that is fresh, else when a server has answered. */
    void find(Entry entry, ResourceGateway gateway, Consumer<Known> done) {
        pages.computeIfAbsent(entry, _ -> new Page(entry, gateway)).find(done);
    }

    /** Whether there is a page of that entry. */
    boolean has(Entry entry) {
        return pages.containsKey(entry);
    }

    /** Drops every page whose entry is not wanted any more and on which nobody waits. */
    void retain(Predicate<Entry> wanted) {
        pages.values().removeIf(page -> page.isIdle() && !wanted.test(page.entry));
    }

    private static LookupOutcome outcome(Answer answer) {
        return switch (answer) {
            case Answer.Addresses _, Answer.Services _ -> LookupOutcome.ANSWERED;
            case Answer.Failed failed ->
                    switch (failed.cause()) {
                        case NXDOMAIN -> LookupOutcome.NXDOMAIN;
                        case NO_DATA -> LookupOutcome.NO_DATA;
                        case SERVFAIL -> LookupOutcome.SERVFAIL;
                        case REFUSED -> LookupOutcome.REFUSED;
                        case TIMED_OUT -> LookupOutcome.TIMED_OUT;
                        case UNREACHABLE -> LookupOutcome.UNREACHABLE;
                        case BAD_ANSWER -> LookupOutcome.BAD_ANSWER;
                    };
        };
    }

    /** What is known of one entry. Times are of the monotonic clock, compared by difference. */
    private final class Page {
        private final Entry entry;
        private final ResourceGateway gateway;
        private final List<Consumer<Known>> waiting = new ArrayList<>();
        private @Nullable Known fresh;
        private @Nullable Known stale;
        private long answeredAt;
        private long ttl;
        private Known.@Nullable Nothing failure;
        private long failedAt;
        private long failureHolds;
        private boolean inQuestion;

        Page(Entry entry, ResourceGateway gateway) {
            this.entry = entry;
            this.gateway = gateway;
        }

        boolean isIdle() {
            return waiting.isEmpty() && !inQuestion;
        }

        void find(Consumer<Known> done) {
            long now = nanos.getAsLong();
            var failed = failure;
            if (failed != null && now - failedAt < failureHolds) {
                done.accept(known(now).orElse(failed));
            } else if (isFresh(now)) {
                if (now - answeredAt >= ttl / 4 * 3) {
                    ask(now);
                }
                known(now).ifPresent(done);
            } else if (failed != null && known(now).isPresent()) {
                ask(now); // the last answer was a failure: nobody waits for the next
                known(now).ifPresent(done);
            } else {
                waiting.add(done);
                ask(now);
                if (known(now).isPresent()) {
                    timer.after(PATIENCE, () -> giveUp(done));
                }
            }
        }

        private boolean isFresh(long now) {
            return fresh != null && now - answeredAt < ttl;
        }

        /** The last good answer, as long as it may be used. */
        private Optional<Known> known(long now) {
            return Optional.ofNullable(now - answeredAt < ttl ? fresh : stale)
                    .filter(_ -> now - answeredAt < ttl + MAX_STALE);
        }

        private void giveUp(Consumer<Known> done) {
            var last = stale; // null if it was learned meanwhile that there is none: that was told
            if (last != null && waiting.remove(done)) {
                done.accept(last);
            }
        }

        private void ask(long now) {
            if (!inQuestion) {
                inQuestion = true;
                asking.ask(entry.question(), entry.servers(), answer -> answered(now, answer));
            }
        }

        private void answered(long askedAt, Answer answer) {
            inQuestion = false;
            long now = nanos.getAsLong();
            observer.lookedUp(gateway, outcome(answer), now - askedAt);
            var known =
                    switch (answer) {
                        case Answer.Addresses(var ips, long seconds) ->
                                learned(
                                        now,
                                        seconds,
                                        new Known.Addresses(ips, false),
                                        new Known.Addresses(ips, true));
                        case Answer.Services(var services, long seconds) ->
                                learned(
                                        now,
                                        seconds,
                                        new Known.Services(services, false),
                                        new Known.Services(services, true));
                        case Answer.Failed failed -> failed(now, failed);
                    };
            var told = List.copyOf(waiting);
            waiting.clear();
            told.forEach(done -> done.accept(known));
        }

        private Known learned(long now, long seconds, Known whileFresh, Known afterwards) {
            fresh = whileFresh;
            stale = afterwards;
            answeredAt = now;
            ttl = Math.clamp(Duration.ofSeconds(seconds).toNanos(), MIN_TTL, MAX_TTL);
            failure = null;
            return whileFresh;
        }

        private Known failed(long now, Answer.Failed failed) {
            var nothing = new Known.Nothing(outcome(failed), failed.text());
            failure = nothing;
            failedAt = now;
            failureHolds = MAX_FAILURE;
            return switch (failed.cause()) {
                case NXDOMAIN, NO_DATA -> {
                    // The server knows: what was there before is gone.
                    fresh = null;
                    stale = null;
                    long heldNanos = Duration.ofSeconds(failed.ttlSeconds()).toNanos();
                    failureHolds = Math.clamp(heldNanos, MIN_TTL, MAX_FAILURE);
                    yield nothing;
                }
                case SERVFAIL, REFUSED, TIMED_OUT, UNREACHABLE, BAD_ANSWER ->
                        known(now).orElse(nothing);
            };
        }
    }
}
