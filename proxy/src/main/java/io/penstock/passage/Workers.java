package io.penstock.passage;

import io.penstock.endpoint.DoorPlan;
import io.penstock.endpoint.Doors;
import io.penstock.gateway.Asking;
import io.penstock.gateway.Gateway;
import io.penstock.gateway.GatewayObserver;
import io.penstock.gateway.Health;
import io.penstock.gateway.Resolution;
import io.penstock.http.tls.TlsContexts;
import io.penstock.relay.Leg;
import io.penstock.relay.Loop;
import io.penstock.resource.Exposure;
import io.penstock.resource.Lookup;
import io.penstock.snapshot.Snapshot;
import io.penstock.snapshot.Snapshots;
import io.penstock.transport.Capacity;
import io.penstock.transport.Listeners;
import io.penstock.transport.Loops;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The data plane: a worker on each event loop and the doors in front of them. For one cold thread
 * at a time, which may wait; never for an event loop.
 */
public final class Workers {
    /** Far longer than a loop may be busy. */
    private static final int PATIENCE_SECONDS = 5;

    private final Snapshots snapshots;
    private final Telling telling;
    private final Shared shared;
    private final List<Worker> workers = new ArrayList<>();
    private final IdentityHashMap<Loop, Worker> byLoop = new IdentityHashMap<>();
    private final Doors doors;
    private final Capacity capacity;

    /** Who is told what. Each part is safe for any thread. */
    public record Telling(
            Ledger ledger, GatewayObserver observer, Traffic traffic, Health health) {}

    /** The time of day, and a monotonic clock in nanoseconds. */
    public record Clocks(InstantSource wall, LongSupplier nanos) {
        /** The machine's own. */
        public static final Clocks SYSTEM = new Clocks(InstantSource.system(), System::nanoTime);
    }

    /**
     * A worker for each loop; no door is open yet.
     *
     * @param resolvers makes the resolver of a loop
     */
    public Workers(
            Loops loops,
            Listeners listeners,
            Snapshots snapshots,
            Function<Loop, Asking> resolvers,
            Telling telling,
            Clocks clocks) {
        this.snapshots = snapshots;
        this.telling = telling;
        var process = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        this.shared =
                new Shared(
                        snapshots,
                        telling.ledger(),
                        telling.traffic(),
                        new Occupancy(),
                        new Crowd(),
                        new TlsContexts(),
                        process,
                        clocks);
        for (var loop : loops.all()) {
            var gateway =
                    new Gateway(
                            loop,
                            resolvers.apply(loop),
                            telling.health(),
                            telling.observer(),
                            clocks.nanos());
            var worker = new Worker(workers.size(), loop, gateway, shared);
            workers.add(worker);
            byLoop.put(loop, worker);
        }
        this.doors = new Doors(listeners, this::arrived);
        this.capacity = Capacity.ofThisHost(loops.all().size());
    }

    private void arrived(Leg client) {
        var worker = byLoop.get(client.loop());
        if (worker == null) {
            throw new IllegalStateException("a client on a loop without a worker");
        }
        Passage.begin(worker, client);
    }

    /**
     * Binds what a snapshot listens on beyond what is open already.
     *
     * @return ready to commit, or what could not be bound; then nothing has changed
     */
    public Preparation prepare(Snapshot next) {
        shared.tls().prepare(TlsNeeds.of(next));
        var catalog = next.catalog();
        var plan =
                DoorPlan.of(
                        catalog.listeners(), catalog.ranges(), next.host().addresses(), capacity);
        return switch (doors.prepare(plan)) {
            case Doors.Prepared.Bound bound -> new Commit(next, bound);
            case Doors.Prepared.Failed(var failures) ->
                    new Preparation.Refused(
                            failures.stream().map(failure -> problem(next, failure)).toList());
        };
    }

    private static Preparation.BindProblem problem(Snapshot next, Doors.Failure failure) {
        var at = failure.at();
        var endpoint =
                switch (next.catalog().find(at.ip(), at.port())) {
                    case Lookup.Found(var exposure) -> exposure.endpoint().identity().reference();
                    case Lookup.Several(var board) -> board.endpoint().identity().reference();
                    case Lookup.Nothing() -> "?";
                };
        var message = failure.text() + failure.why().remedy(at);
        return new Preparation.BindProblem(endpoint, failure.where(), message);
    }

    private final class Commit implements Preparation.Ready {
        private final Snapshot next;
        private final Doors.Prepared.Bound bound;

        Commit(Snapshot next, Doors.Prepared.Bound bound) {
            this.next = next;
            this.bound = bound;
        }

        @Override
        public Map<CloseReason, Integer> foresee() {
            var rules = new Today(next);
            return sum(onEach(worker -> worker.foresee(rules)));
        }

        @Override
        public Preparation.Applied commit() {
            snapshots.set(next);
            shared.tls().retain(TlsNeeds.of(next));
            doors.open(bound);
            var released = doors.release(bound).join();
            var closed = sum(onEach(Worker::rejudge));
            forgetAllBut(next);
            return new Preparation.Applied(
                    next, List.copyOf(bound.added().keySet()), released, closed);
        }

        @Override
        public void abandon() {
            Doors.abandon(bound);
        }
    }

    private static Map<CloseReason, Integer> sum(List<Map<CloseReason, Integer>> parts) {
        var sum = new EnumMap<CloseReason, Integer>(CloseReason.class);
        parts.forEach(part -> part.forEach((reason, n) -> sum.merge(reason, n, Integer::sum)));
        return sum;
    }

    private void forgetAllBut(Snapshot next) {
        var exposures = next.catalog().exposures();
        telling.traffic().retain(exposures.stream().map(Labels::of).collect(Collectors.toSet()));
        telling.health().retain(exposures);
    }

    /** Asks every worker, each on its loop, and waits for all. */
    private <T> List<T> onEach(Function<Worker, T> question) {
        var answers = new ArrayList<CompletableFuture<T>>();
        for (var worker : workers) {
            var answer = new CompletableFuture<T>();
            answers.add(answer);
            worker.loop()
                    .execute(() ->
                            answer.completeAsync(() -> question.apply(worker), Runnable::run));
        }
        return answers.stream().map(CompletableFuture::join).toList();
    }

    /**
     * Closes every door; who waits in front of one is let in first. Connections that speak HTTP end
     * after the request that runs, idle ones at once.
     */
    public void stopAccepting() {
        doors.close().join();
        for (var worker : workers) {
            worker.loop().tryExecute(worker::drain);
        }
    }

    /** How what is open now is listened on. Any thread. */
    public DoorPlan doors() {
        return doors.plan();
    }

    /** How many connections live. Any thread. */
    public int active() {
        return shared.crowd().size();
    }

    /**
     * Looks at the living connections, on each loop a slice at a time. Any thread.
     *
     * @return completed on a loop; with a {@link TimeoutException} if a loop has not answered
     */
    public CompletableFuture<Roll> roll(Roll.Query query) {
        return workers.stream()
                .map(worker -> RollCall.of(worker, query))
                .reduce((one, other) -> one.thenCombine(other, (a, b) -> a.and(b, query)))
                .orElseThrow()
                .thenApply(all -> all.and(new Roll(0, 0, List.of()), query)) // sorts one loop's
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Ends a living connection with {@link CloseReason#CLOSED_BY_OPERATOR}. Any thread.
     *
     * @param id as in {@link Living}
     * @return completed on a loop, with what it was; empty if there is none with that ID
     */
    public CompletableFuture<Optional<Living>> close(String id) {
        var answer = new CompletableFuture<Optional<Living>>();
        var its = workers.stream().filter(worker -> worker.gave(id)).findFirst();
        boolean asked =
                its.isPresent()
                        && its.get()
                                .loop()
                                .tryExecute(() ->
                                        answer.completeAsync(
                                                () -> its.get().close(id), Runnable::run));
        return asked
                ? answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                : CompletableFuture.completedFuture(Optional.empty());
    }

    /** Completes when the last connection has ended. For after {@link #stopAccepting}. */
    public CompletableFuture<Void> idle() {
        return shared.crowd().dispersed();
    }

    /**
     * Ends every connection, spread evenly over a time so that their clients do not all come back
     * in one instant. Does not wait for it.
     */
    public void closeAll(CloseReason reason, Duration over) {
        for (var worker : workers) {
            worker.loop().execute(() -> worker.closeAll(reason, over.toNanos()));
        }
    }

    /** The addresses that a connect to the exposure would choose from, now. Any thread. */
    public CompletableFuture<Resolution> resolve(Snapshot snapshot, Exposure exposure) {
        var answer = new CompletableFuture<Resolution>();
        var worker = workers.getFirst();
        worker.loop().execute(() -> worker.gateway().resolve(snapshot, exposure, answer::complete));
        return answer;
    }
}
