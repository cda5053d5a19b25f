package io.penstock.passage;

import io.penstock.endpoint.Arrival;
import io.penstock.endpoint.Reception;
import io.penstock.gateway.Connecting;
import io.penstock.gateway.Dialed;
import io.penstock.gateway.Preface;
import io.penstock.gateway.Seat;
import io.penstock.net.IpPort;
import io.penstock.relay.Ending;
import io.penstock.relay.Leg;
import io.penstock.relay.Relay;
import io.penstock.resource.Exposure;
import io.penstock.resource.Subject;
import io.penstock.resource.Switchboard;
import io.penstock.snapshot.Snapshot;
import io.penstock.transport.Heard;
import io.penstock.transport.ReadAhead;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
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

    private final Worker worker;
    private final Leg client;
    private final Snapshot snapshot;
    private final IpPort destination;
    private final Story story;
    private Subject subject;
    private @Nullable IpPort from;
    private @Nullable ReadAhead ahead;
    private @Nullable Connecting connecting;
    private @Nullable Relay relay;
    private Pacer.@Nullable Bounds bounds;
    private @Nullable Seat seat;
    private @Nullable CloseReason ordered;
    private @Nullable Exposure seated;
    private boolean opened;
    private boolean over;

    private Passage(
            Worker worker, Leg client, Snapshot snapshot, Subject subject, IpPort destination) {
        this.worker = worker;
        this.client = client;
        this.snapshot = snapshot;
        this.subject = subject;
        this.destination = destination;
        this.story = new Story(worker.newId(), worker.now(), worker.nanos());
    }

    /** Takes a client that was just accepted, and closes it in the end. */
    static void begin(Worker worker, Leg client) {
        var snapshot = worker.snapshot();
        var destination = client.local();
        switch (Reception.receive(snapshot, client.remote().ip(), destination)) {
            case Arrival.Nobody() -> client.reset();
            case Arrival.Known known -> {
                var passage = new Passage(worker, client, snapshot, known.subject(), destination);
                worker.arrived(passage.story.id(), passage);
                passage.guarded(it -> it.received(known));
            }
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

    private void received(Arrival.Known arrival) {
        if (!(arrival instanceof Arrival.Announced)) {
            from = peer(); // nobody else is going to be named
        }
        switch (arrival) {
            case Arrival.Announced _ ->
                    ahead =
                            ReadAhead.header(
                                    client,
                                    Endurance.OPENING,
                                    heard -> guarded(p -> p.announced(heard)));
            case Arrival.NotShared unshared -> refuse(CloseReason.NOT_SHARED, unshared.detail());
            case Arrival.Refused(_, var denial) -> {
                story.denied(denial);
                refuse(CloseReason.INGRESS_DENIED, denial.detail());
            }
            case Arrival.Undecided(var several, var grounds) -> {
                story.admitted(grounds);
                ahead =
                        ReadAhead.name(
                                client,
                                Endurance.OPENING,
                                heard -> guarded(p -> p.asked(several, heard)));
            }
            case Arrival.Welcome(var exposure, var grounds) -> {
                story.admitted(grounds);
                admit(exposure);
            }
        }
    }

    /** A load balancer in front has said who its client is; that one is judged. */
    private void announced(Heard<Optional<IpPort>> heard) {
        switch (heard) {
            case Heard.Said(var named) -> {
                var who = named.orElse(client.remote()); // it speaks for itself: a health check
                from = who;
                received(Reception.judge(snapshot, subject, who.ip(), destination.port()));
            }
            case Heard.Unheard(var why, var text) ->
                    refuse(Misheard.opening(why, "PROXY header: " + text));
        }
    }

    /** The client has said which of several resources it came for. */
    private void asked(Switchboard several, Heard<Optional<String>> heard) {
        switch (heard) {
            case Heard.Said(var name) -> {
                name.ifPresent(story::asked);
                name.flatMap(known -> snapshot.names().choose(several, known))
                        .ifPresentOrElse(
                                this::admit,
                                () -> refuse(Misheard.name(several, name, destination)));
            }
            case Heard.Unheard(var why, var text) ->
                    refuse(Misheard.opening(why, "TLS or HTTP: " + text));
        }
    }

    private void admit(Exposure exposure) {
        subject = exposure;
        open();
        var refusal = worker.takeSeat(exposure);
        if (refusal.isPresent()) {
            refuse(refusal.get().reason(), refusal.get().detail());
            return;
        }
        seated = exposure;
        Consumer<Dialed> done = dialed -> answered(exposure, dialed);
        connecting = worker.gateway().dial(snapshot, exposure, peer().ip(), destination, done);
    }

    /** Tells the ledger: by now it is known what the connection is for, or it is refused. */
    private void open() {
        if (!opened) {
            opened = true;
            worker.opened(subject);
        }
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
                        Preface.of(exposure, peer(), destination),
                        Endurance.of(exposure.options().timeouts()),
                        worker.sum(exposure),
                        this::ended);
        pace();
    }

    /** Holds it to today's limits on bytes, if it is joined and they are not the ones it has. */
    void pace() {
        var joined = relay;
        if (joined == null || seated == null) {
            return;
        }
        var next = worker.bounds(seated);
        if (!Objects.equals(bounds, next)) {
            bounds = next;
            joined.pace(next);
        }
    }

    private void ended(Ending ending) {
        var reason = Endings.reason(ending.cause());
        if (ordered != null && ending.cause() == Ending.Cause.ABORTED) {
            reason = ordered;
        }
        finish(ConnectionRecord.Outcome.of(reason, ending));
    }

    /**
     * The client gets a reset: never a hang, never a clean end that it would take for an answer.
     */
    private void refuse(CloseReason reason, String detail) {
        refuse(ConnectionRecord.Outcome.refusal(reason, ClosedBy.PENSTOCK, detail));
    }

    private void refuse(ConnectionRecord.Outcome outcome) {
        client.reset();
        finish(outcome);
    }

    private void finish(ConnectionRecord.Outcome outcome) {
        if (!over) {
            over = true;
            open();
            if (seated != null) {
                worker.leaveSeat(seated);
            }
            if (seat != null) {
                seat.release();
            }
            worker.ended(
                    story.record(
                            snapshot.revision(),
                            subject,
                            story.parties(peer(), destination),
                            worker.nanos(),
                            connecting == null ? OptionalLong.empty() : connecting.resolveNanos(),
                            outcome));
        }
    }

    /** Ends it now, for a reason of ours. Does nothing once it has ended. */
    void close(CloseReason reason) {
        var joined = relay;
        if (joined != null) {
            ordered = ordered == null ? reason : ordered;
            joined.end();
        } else if (!over) {
            if (ahead != null) {
                ahead.cancel();
            }
            if (connecting != null) {
                connecting.cancel();
            }
            refuse(reason, "ended before it was joined");
        }
    }

    /** Why today's rules would refuse this connection; null if they would not. */
    @Nullable CloseReason rejudge(Today today) {
        var judged = from == null ? null : from.ip();
        return today.judge(subject, judged, destination.port(), story.target());
    }

    /** The client, or as long as nobody has said who that is, who has connected. */
    private IpPort peer() {
        return from == null ? client.remote() : from;
    }

    /** It as it is now. */
    Living living() {
        return story.living(subject, story.parties(peer(), destination), worker.nanos(), relay);
    }
}
