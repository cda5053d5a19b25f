package io.penstock.metrics;

import io.penstock.gateway.ConnectCause;
import io.penstock.passage.CloseReason;
import io.penstock.passage.ClosedBy;
import io.penstock.passage.ConnectionRecord;
import io.penstock.passage.Labels;
import io.penstock.passage.Traffic;
import io.penstock.policy.Denial;
import io.penstock.policy.Grounds;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The series of one exposure. Told by every event loop.
 *
 * <p>What may well happen stands at zero from the beginning, so that {@code rate()} sees the first
 * time; what hardly ever does appears when it does.
 */
final class ExposureSeries {
    /** What peers do; everything else we do ourselves. */
    private static final Set<CloseReason> BY_PEERS =
            EnumSet.of(CloseReason.CLOSED, CloseReason.RESET, CloseReason.LOST);

    /** Of {@link #living} after {@link #remove}, however many were then about to come. */
    private static final int GONE = Integer.MIN_VALUE / 2;

    private final Meters meters;
    private final Counter opened;
    private final Table<CloseReason, ClosedBy> closed;
    private final Table<Stage, Denial.Reason> denied;
    private final Table<Stage, Denial.Reason> onTrial;
    private final Counter notShared;
    private final Counters<CloseReason> overLimit;
    private final Counters<ConnectCause> failures;
    private final Histogram connect;
    private final Histogram lifetime;
    private final Supplier<HttpSeries> makeHttp;
    private volatile @Nullable HttpSeries http;
    private final AtomicInteger living = new AtomicInteger();

    ExposureSeries(Families families, Labels labels, Traffic traffic) {
        meters =
                new Meters(
                        families,
                        Label.EXPOSURE,
                        labels.owner(),
                        labels.endpoint(),
                        labels.resource(),
                        labels.gateway());
        opened = meters.counter(Metric.OPENED);
        closed =
                new Table<>(
                        CloseReason.class,
                        ClosedBy.class,
                        (why, by) -> meters.counter(Metric.CLOSED, why.label(), by.label()));
        denied = denials(Metric.DENIED);
        onTrial = denials(Metric.ON_TRIAL);
        notShared =
                meters.counter(
                        Metric.DENIED, Stage.SHARING.label(), CloseReason.NOT_SHARED.label());
        overLimit =
                new Counters<>(
                        CloseReason.class,
                        why -> meters.counter(Metric.DENIED, Stage.LIMIT.label(), why.label()));
        failures =
                new Counters<>(
                        ConnectCause.class,
                        c -> meters.counter(Metric.CONNECT_FAILURES, c.label()));
        connect = meters.histogram(Metric.CONNECT_SECONDS, Bounds.CONNECT);
        lifetime = meters.histogram(Metric.CONNECTION_SECONDS, Bounds.LIFETIME);
        makeHttp = () -> new HttpSeries(meters, traffic, labels);
        readTraffic(traffic, labels);
        beginAtZero();
    }

    private Table<Stage, Denial.Reason> denials(Metric metric) {
        return new Table<>(
                Stage.class,
                Denial.Reason.class,
                (stage, why) -> meters.counter(metric, stage.label(), why.label()));
    }

    /** Asks for the flow each time: after a reload it may be another with the same labels. */
    private void readTraffic(Traffic traffic, Labels labels) {
        meters.reading(Metric.ACTIVE, () -> traffic.of(labels).active());
        meters.reading(
                Metric.BYTES,
                () -> traffic.of(labels).bytesFromClients(),
                Direction.TO_RESOURCE.label());
        meters.reading(
                Metric.BYTES,
                () -> traffic.of(labels).bytesFromResources(),
                Direction.TO_CLIENT.label());
    }

    private void beginAtZero() {
        for (var reason : CloseReason.values()) {
            if (BY_PEERS.contains(reason)) {
                closed.of(reason, ClosedBy.CLIENT);
                closed.of(reason, ClosedBy.RESOURCE);
            } else {
                closed.of(reason, ClosedBy.PENSTOCK);
            }
        }
        for (var reason : Denial.Reason.values()) {
            denied.of(Stage.EGRESS, reason);
        }
        denied.of(Stage.INGRESS, Denial.Reason.NO_SECURITY_GROUP);
        denied.of(Stage.INGRESS, Denial.Reason.NO_RULE);
        overLimit.of(CloseReason.CONNECTION_LIMIT);
        overLimit.of(CloseReason.CONNECTION_RATE);
        onTrial.of(Stage.INGRESS, Denial.Reason.NO_RULE);
        onTrial.of(Stage.EGRESS, Denial.Reason.NO_RULE);
        for (var cause : ConnectCause.values()) {
            failures.of(cause);
        }
    }

    /**
     * A client was accepted.
     *
     * @return false where this was taken away; then others are to be told
     */
    boolean opened() {
        if (living.incrementAndGet() < GONE / 2) {
            return false;
        }
        opened.increment();
        return true;
    }

    void connected(long nanos) {
        connect.record(nanos);
    }

    void attemptFailed(ConnectCause cause) {
        failures.of(cause).increment();
    }

    void ended(ConnectionRecord record) {
        var reason = record.outcome().reason();
        closed.of(reason, record.outcome().by()).increment();
        var decisions = record.decisions();
        switch (reason) {
            case INGRESS_DENIED -> count(Stage.INGRESS, decisions.denied());
            case EGRESS_DENIED -> count(Stage.EGRESS, decisions.denied());
            case NOT_SHARED -> notShared.increment();
            case CONNECTION_LIMIT, CONNECTION_RATE -> overLimit.of(reason).increment();
            default -> {}
        }
        decisions.ingress().ifPresent(grounds -> countTrial(Stage.INGRESS, grounds));
        decisions.egress().ifPresent(grounds -> countTrial(Stage.EGRESS, grounds));
        if (!reason.isRefusal()) {
            lifetime.record(record.timing().durationNanos());
        }
        living.decrementAndGet();
    }

    /** Those of HTTP requests, made when they are first asked for. */
    HttpSeries http() {
        var made = http;
        return made == null ? makeHttp() : made;
    }

    private synchronized HttpSeries makeHttp() {
        var made = http;
        if (made == null) {
            made = makeHttp.get();
            http = made;
        }
        return made;
    }

    private void count(Stage stage, Optional<Denial> denial) {
        denial.ifPresent(d -> denied.of(stage, d.reason()).increment());
    }

    private void countTrial(Stage stage, Grounds grounds) {
        switch (grounds) {
            case Grounds.ByRule _ -> {}
            case Grounds.OnTrial(var wouldBe) -> onTrial.of(stage, wouldBe.reason()).increment();
        }
    }

    /** Connections that were opened and have not ended. */
    int living() {
        return living.get();
    }

    /** Connections that were ever opened. */
    long openedSoFar() {
        return opened.count();
    }

    /**
     * Takes all series away, for good.
     *
     * @return false where a connection lives, and nothing was done
     */
    boolean remove() {
        boolean goes = living.compareAndSet(0, GONE);
        if (goes) {
            meters.remove();
        }
        return goes;
    }
}
