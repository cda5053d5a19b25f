package io.penstock.passage;

import io.penstock.endpoint.Arrival;
import io.penstock.endpoint.Reception;
import io.penstock.gateway.Connecting;
import io.penstock.gateway.Dialed;
import io.penstock.gateway.Seat;
import io.penstock.net.IpPort;
import io.penstock.policy.Denial;
import io.penstock.policy.Grounds;
import io.penstock.relay.Ending;
import io.penstock.relay.Leg;
import io.penstock.relay.Limits;
import io.penstock.relay.Relay;
import io.penstock.resource.Exposure;
import io.penstock.resource.Subject;
import io.penstock.resource.Timeouts;
import io.penstock.snapshot.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The story of one connection, top to bottom: {@link #begin look up}, {@link #admit let in}, {@link
 * #dialed dial}, {@link #join join}, {@link #ended tell}. On the loop that accepted it, from its
 * first moment to its last. The ledger hears of it when it is opened and when it has ended, once
 * each.
 */
final class Passage {
    private static final Logger log = LoggerFactory.getLogger(Passage.class);

    /** Long enough for what a peer's kernel has already been sent, short enough for an operator. */
    private static final Duration DELIVERY = Duration.ofSeconds(5);

    private final Worker worker;
    private final Leg client;
    private final Snapshot snapshot;
    private final Subject subject;
    private final IpPort destination;
    private final Instant startedAt;
    private final Story story;
    private @Nullable Connecting connecting;
    private @Nullable Relay relay;
    private @Nullable Seat seat;
    private @Nullable CloseReason ordered;
    private @Nullable Exposure seated;
    private boolean over;

    private Passage(
            Worker worker, Leg client, Snapshot snapshot, Subject subject, IpPort destination) {
        this.worker = worker;
        this.client = client;
        this.snapshot = snapshot;
        this.subject = subject;
        this.destination = destination;
        this.startedAt = worker.now();
        this.story = new Story(worker.nanos());
    }

    /** Takes a client that was just accepted, and closes it in the end. */
    static void begin(Worker worker, Leg client) {
        var snapshot = worker.snapshot();
        var destination = client.local();
        switch (Reception.receive(snapshot, client.remote().ip(), destination)) {
            case Arrival.Nobody(), Arrival.Undecided _ -> client.reset();
            case Arrival.Welcome(var exposure, var grounds) ->
                    new Passage(worker, client, snapshot, exposure, destination)
                            .guarded(passage -> passage.admit(exposure, grounds));
            case Arrival.Refused(var subject, var denial) ->
                    new Passage(worker, client, snapshot, subject, destination)
                            .guarded(passage -> passage.turnAway(denial));
        }
    }

    /** The last edge: a fault of ours ends this connection, and is counted, but no other. */
    private void guarded(Consumer<Passage> step) {
        try {
            step.accept(this);
        } catch (RuntimeException e) {
            log.error("the connection of {} to {} failed", client, subject.endpoint(), e);
            close(CloseReason.INTERNAL_ERROR);
        }
    }

    private void turnAway(Denial denial) {
        worker.opened(this);
        story.denied(denial);
        refuse(CloseReason.INGRESS_DENIED, denial.detail());
    }

    private void admit(Exposure exposure, Grounds grounds) {
        worker.opened(this);
        story.admitted(grounds);
        var full = worker.takeSeat(exposure);
        if (full.isPresent()) {
            refuse(CloseReason.CONNECTION_LIMIT, full.get());
            return;
        }
        seated = exposure;
        var started =
                worker.gateway()
                        .dial(
                                snapshot,
                                exposure,
                                client.remote().ip(),
                                destination,
                                dialed -> answered(exposure, dialed));
        connecting = started;
    }

    private void answered(Exposure exposure, Dialed dialed) {
        guarded(passage -> passage.dialed(exposure, dialed));
        if (relay == null && dialed instanceof Dialed.Connected connected) {
            connected.server().reset(); // nothing is joined, so it is still ours to close
        }
    }

    private void dialed(Exposure exposure, Dialed dialed) {
        switch (dialed) {
            case Dialed.Connected connected -> join(exposure, connected);
            case Dialed.Denied(var verdict) -> {
                story.denied(verdict);
                refuse(CloseReason.EGRESS_DENIED, verdict.denial().detail());
            }
            case Dialed.NotResolved(var outcome, var text) ->
                    refuse(CloseReason.NOT_RESOLVED, outcome.label() + ": " + text);
            case Dialed.Failed(var cause, var target, var text) -> {
                story.tried(target);
                refuse(Endings.reason(cause), text);
            }
        }
    }

    private void join(Exposure exposure, Dialed.Connected connected) {
        var server = connected.server();
        seat = connected.seat();
        story.connected(connected, server.local());
        worker.connected(exposure, connected.connectNanos());
        // A reload while we dialed: what it forbids is not even begun.
        var verdict = worker.snapshot() == snapshot ? null : rejudge(worker.today());
        if (verdict != null) {
            refuse(verdict, "a reload withdrew it while the resource was dialed");
            return;
        }
        relay =
                Relay.join(
                        client,
                        server,
                        limits(exposure.options().timeouts()),
                        worker.sum(exposure),
                        this::ended);
    }

    private static Limits limits(Timeouts timeouts) {
        return new Limits(
                timeouts.idle(),
                timeouts.halfClosed(),
                timeouts.maxLifetime().map(Passage::jittered).orElse(Limits.FOREVER),
                DELIVERY);
    }

    /** Up to a tenth shorter, so that what began together does not end in one instant. */
    private static Duration jittered(Duration lifetime) {
        long nanos = lifetime.toNanos();
        return Duration.ofNanos(
                ThreadLocalRandom.current().nextLong(nanos - nanos / 10, nanos + 1));
    }

    private void ended(Ending ending) {
        var reason = Endings.reason(ending.cause());
        if (ordered != null && ending.cause() == Ending.Cause.ABORTED) {
            reason = ordered;
        }
        finish(
                new ConnectionRecord.Outcome(
                        reason,
                        Endings.by(ending.side()),
                        ending.bytesFromClient(),
                        ending.bytesFromServer(),
                        Optional.empty()));
    }

    /**
     * The client gets a reset: never a hang, never a clean end that it would take for an answer.
     */
    private void refuse(CloseReason reason, String detail) {
        client.reset();
        finish(new ConnectionRecord.Outcome(reason, ClosedBy.PENSTOCK, 0, 0, Optional.of(detail)));
    }

    private void finish(ConnectionRecord.Outcome outcome) {
        if (!over) {
            over = true;
            if (seated != null) {
                worker.leaveSeat(seated);
            }
            if (seat != null) {
                seat.release();
            }
            worker.ended(this, record(outcome));
        }
    }

    private ConnectionRecord record(ConnectionRecord.Outcome outcome) {
        return new ConnectionRecord(
                worker.newId(),
                snapshot.revision(),
                subject,
                story.parties(client.remote(), destination),
                story.timing(
                        startedAt,
                        worker.nanos(),
                        Optional.ofNullable(connecting).map(Connecting::resolveNanos)),
                story.decisions(),
                outcome);
    }

    /** Ends it now, for a reason of ours. Does nothing once it has ended. */
    void close(CloseReason reason) {
        var joined = relay;
        if (joined != null) {
            ordered = ordered == null ? reason : ordered;
            joined.end();
        } else if (!over) {
            if (connecting != null) {
                connecting.cancel();
            }
            refuse(reason, "ended before it was joined");
        }
    }

    /** Why today's rules would refuse this connection; null if they would not. */
    @Nullable CloseReason rejudge(Today today) {
        return today.judge(subject, client.remote().ip(), destination.port(), story.target());
    }

    /** What the connection is for. */
    Subject subject() {
        return subject;
    }
}
