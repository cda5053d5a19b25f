package io.penstock.passage;

import io.penstock.http.Door;
import io.penstock.http.Exchange;
import io.penstock.http.Host;
import io.penstock.http.Refusal;
import io.penstock.http.Switched;
import io.penstock.http.Talk;
import io.penstock.http.h2.Breach;
import io.penstock.http.tls.TlsFault;
import io.penstock.net.IpPort;
import io.penstock.relay.Alarm;
import io.penstock.relay.Ending;
import io.penstock.relay.Joined;
import io.penstock.relay.Side;
import io.penstock.resource.Exposure;
import io.penstock.resource.Subject;
import io.penstock.snapshot.Snapshot;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The story of one client's connection that speaks HTTP, top to bottom: {@link #begin begin},
 * {@link #asked a request comes}, for an {@link Addressee}, {@link Seats may it}; its {@link
 * Request} goes on from there; {@link #over tell}. On the loop that accepted it.
 */
final class HttpPassage implements Host, Connection {
    private static final Logger log = LoggerFactory.getLogger(HttpPassage.class);

    private final Worker worker;
    private final Entered entered;
    private final Subject subject;
    private final String id;
    private final Seats seats;
    private final Alarm lifetime;
    private final Addressee addressee;
    private @Nullable Talk conversation;
    private final Set<Request> running = new LinkedHashSet<>(2); // several with HTTP/2
    private @Nullable Joined relay;
    private Ways.@Nullable Way way;
    private Pacer.@Nullable Bounds bounds;
    private @Nullable CloseReason ordered;
    private long fromClient;
    private long fromResource;
    private long requests;
    private boolean over;
    private @Nullable Fault fault;

    private HttpPassage(Worker worker, Entered entered, Subject subject) {
        this.worker = worker;
        this.entered = entered;
        this.subject = subject;
        this.addressee = new Addressee(entered, subject);
        this.id = entered.story().id();
        this.seats = new Seats(worker);
        this.lifetime = new Alarm(worker.loop(), _ -> outlived());
    }

    /** Goes on with a client that was let in to what speaks {@link Addressee#speaksHttp HTTP}. */
    static void begin(Worker worker, Entered entered, Subject subject) {
        var passage = new HttpPassage(worker, entered, subject);
        worker.became(passage.id, passage);
        worker.opened(subject);
        Leeway.lifetime(subject).ifPresent(passage::liveUntil);
        passage.conversation =
                Door.open(
                        worker.desk(),
                        entered.leg(),
                        passage,
                        Leeway.of(entered.from(), subject),
                        subject.endpoint().options().tls());
    }

    private void liveUntil(Duration most) {
        long ticks = worker.loop().ticks(Endurance.jittered(most).toNanos());
        lifetime.by(worker.loop().tick() + ticks);
    }

    /** It has lived long enough: what is under way is finished, what nobody can finish is ended. */
    private long outlived() {
        end(CloseReason.MAX_LIFETIME);
        if (relay != null) {
            relay.end();
        }
        return Alarm.NEVER;
    }

    @Override
    public void asked(Exchange exchange) {
        var asked = begin(exchange);
        try {
            var exposure = addressee.of(exchange.host(), worker.snapshot());
            if (exposure == null) {
                refuse(asked, exchange);
                return;
            }
            var refusal = seats.take(exposure);
            if (refusal.isPresent()) {
                asked.refuse(exposure, Refusal.LIMIT, refusal.get().detail());
                return;
            }
            asked.go(wayTo(exposure));
        } catch (RuntimeException e) {
            log.error("a request of {} to {} failed", entered.from(), subject.endpoint(), e);
            exchange.refuse(Refusal.INTERNAL, "a fault of Penstock's own");
        }
    }

    @Override
    public void misheard(Exchange exchange) {
        begin(exchange);
    }

    private Request begin(Exchange exchange) {
        var next = new Request(this, worker, exchange, id + "-" + ++requests);
        running.add(next);
        return next;
    }

    private void refuse(Request asked, Exchange exchange) {
        var now = addressee.current();
        if (now == null) {
            drain();
            asked.refuse(subject, Refusal.STOPPING, "what the client came for is no more");
        } else {
            asked.refuse(
                    now,
                    Refusal.NO_SUCH_NAME,
                    "the client asked for a name that none of the resources there has: "
                            + exchange.host());
        }
    }

    @SuppressWarnings("ReferenceEquality") // a reload makes new ones; comparing all of one costs
    private Ways.Way wayTo(Exposure exposure) {
        var known = way;
        if (known == null || known.exposure() != exposure) {
            known = worker.ways().to(exposure, entered.destination());
            way = known;
            pace();
        }
        return known;
    }

    /** The newest rules. */
    Snapshot snapshot() {
        return addressee.snapshot();
    }

    Entered entered() {
        return entered;
    }

    String id() {
        return id;
    }

    Pacer.@Nullable Bounds bounds() {
        return bounds;
    }

    /** A request is over. */
    void ended(Request request, Exchange exchange) {
        fromClient += exchange.facts().bytesFromClient();
        fromResource += exchange.facts().bytesFromResource();
        running.remove(request);
    }

    /** The connection is one of another protocol from here on. */
    void switched(Exposure exposure, Switched both) {
        relay =
                both.join(
                        Endurance.of(exposure.options().timeouts()),
                        worker.sum(exposure),
                        this::ended);
        if (bounds != null) {
            relay.pace(bounds);
        }
    }

    private void ended(Ending ending) {
        fromClient += ending.bytesFromClient();
        fromResource += ending.bytesFromServer();
        over(ending.cause(), ending.side());
    }

    @Override
    public void unsecured(TlsFault how) {
        fault = Fault.of(how);
    }

    @Override
    public void violated(Breach how) {
        fault = Fault.of(how);
    }

    @Override
    public void over(Ending.Cause cause, Side by) {
        if (over) {
            return;
        }
        over = true;
        lifetime.off();
        seats.leave();
        var ending = new Ending(cause, by, fromClient, fromResource);
        var story = entered.story();
        worker.ended(
                story.record(
                        entered.snapshot().revision(),
                        subject,
                        story.parties(entered.from(), entered.destination()),
                        worker.nanos(),
                        OptionalLong.empty(),
                        Endings.outcome(ending, ordered, fault)));
    }

    Subject subject() {
        return subject;
    }

    @Override
    public Living living() {
        var story = entered.story();
        var parties = story.parties(entered.from(), entered.destination());
        if (relay != null) {
            return story.living(subject, parties, worker.nanos(), relay);
        }
        return story.living(subject, parties, worker.nanos(), true, fromClient, fromResource);
    }

    @Override
    public @Nullable CloseReason rejudge(Today today) {
        for (var request : running) {
            var reason = judged(today, request.subject(), request.target());
            if (reason != null) {
                return reason;
            }
        }
        return running.isEmpty() ? judged(today, subject, null) : null;
    }

    private @Nullable CloseReason judged(Today today, Subject its, @Nullable IpPort target) {
        return today.judge(its, entered.from().ip(), entered.destination().port(), target);
    }

    @Override
    public void close(CloseReason reason) {
        ordered = ordered == null || relay == null ? reason : ordered;
        var speaking = conversation;
        if (relay != null) {
            relay.end();
        } else if (speaking != null && reason == CloseReason.DRAINED) {
            speaking.end();
        } else if (speaking != null) {
            speaking.drain();
            List.copyOf(running).forEach(request -> request.abort(reason));
        }
    }

    @Override
    public void drain() {
        if (relay == null) {
            end(CloseReason.DRAINED);
        }
    }

    /** After what is under way, if it still speaks HTTP. */
    private void end(CloseReason reason) {
        ordered = ordered == null ? reason : ordered;
        if (conversation != null && relay == null) {
            conversation.drain();
        }
    }

    @Override
    public void pace() {
        var known = way;
        var speaking = conversation;
        if (known == null || speaking == null || over) {
            return;
        }
        var next = worker.bounds(known.exposure());
        if (!Objects.equals(bounds, next)) {
            bounds = next;
            if (relay != null) {
                relay.pace(next);
            } else {
                speaking.pace(next);
                running.forEach(request -> request.pace(next));
            }
        }
    }
}
