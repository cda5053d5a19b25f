package io.penstock.passage;

import io.penstock.gateway.Connecting;
import io.penstock.gateway.Dialed;
import io.penstock.gateway.Gateway;
import io.penstock.gateway.Idle;
import io.penstock.gateway.Seat;
import io.penstock.http.Exchange;
import io.penstock.http.Finish;
import io.penstock.http.Owner;
import io.penstock.http.Refusal;
import io.penstock.http.Switched;
import io.penstock.http.Upstream;
import io.penstock.http.Upstreams;
import io.penstock.http.tls.TlsFault;
import io.penstock.net.IpPort;
import io.penstock.policy.Verdict;
import io.penstock.relay.Loop;
import io.penstock.resource.Exposure;
import io.penstock.resource.Subject;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The story of one request, top to bottom: {@link #go go}, {@link #dial dial} or take a connection
 * that is kept, {@link #dialed forward}, perhaps {@link #again once more}, {@link #ended tell}. On
 * its loop. The ledger hears of it when it begins and when it has ended, once each.
 */
final class Request implements Owner, Idle, Upstreams.Taker {
    private static final Logger log = LoggerFactory.getLogger(Request.class);

    /** What a log shows of a target; what may be secret stands behind its question mark. */
    private static final int MOST_OF_PATH = 255;

    private final HttpPassage passage;
    private final Worker worker;
    private final Exchange exchange;
    private final RequestRecord.What what;
    private Subject subject;
    private Ways.@Nullable Way way;
    private @Nullable Connecting connecting;
    private @Nullable Upstream taken;
    private @Nullable Seat seat;
    private Verdict.@Nullable Allow permit;
    private Verdict.@Nullable Deny denied;
    private @Nullable IpPort tried;
    private OptionalLong connectNanos = OptionalLong.empty();
    private @Nullable Runnable wait;
    private Loop.@Nullable Delay patience;
    private boolean reused;
    private boolean waited;

    /** Of an exchange, which it owns from here on. */
    Request(HttpPassage passage, Worker worker, Exchange exchange, String id) {
        this.passage = passage;
        this.worker = worker;
        this.exchange = exchange;
        this.subject = passage.subject();
        this.what =
                new RequestRecord.What(
                        id,
                        exchange.methodName(),
                        exchange.host(),
                        path(exchange.target(MOST_OF_PATH)),
                        exchange.facts().version());
        exchange.belongsTo(this);
        worker.requestBegan(passage.subject());
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** What it is for, as far as it is known. */
    Subject subject() {
        return subject;
    }

    /** Where it went; null if it did not go yet. */
    @Nullable IpPort target() {
        return permit == null ? null : permit.target();
    }

    /** It may come in, but goes nowhere. */
    void refuse(Subject its, Refusal why, String detail) {
        subject = its;
        exchange.refuse(why, detail);
    }

    /** It may come in: it goes where that way leads. */
    void go(Ways.Way its) {
        subject = its.exposure();
        way = its;
        exchange.holdTo(its.options().limits());
        if (!exchange.isOver()) {
            exchange.pace(passage.bounds());
            dial(its);
        }
    }

    private void dial(Ways.Way its) {
        var caller =
                new Gateway.Caller(
                        passage.entered().from().ip(), passage.entered().destination(), this);
        Consumer<Dialed> done = dialed -> guarded(() -> dialed(its, dialed));
        connecting = worker.gateway().dial(passage.snapshot(), its.exposure(), caller, done);
    }

    @Override
    public Found take(IpPort target) {
        var its = way;
        if (its == null) {
            return Found.NONE;
        }
        taken = its.upstreams().take(target, exchange);
        if (taken != null) {
            return Found.TAKEN;
        }
        return its.upstreams().reserve(target) ? Found.NONE : Found.FULL;
    }

    @Override
    public void notMade(IpPort target) {
        if (way != null) {
            way.upstreams().release(target);
        }
    }

    private void dialed(Ways.Way its, Dialed dialed) {
        switch (dialed) {
            case Dialed.Reused(var allowed, var itsSeat) -> {
                seat = itsSeat;
                permit = allowed;
                reused = true;
                forward(its, taken);
            }
            case Dialed.Connected(var leg, var allowed, long nanos, var itsSeat) -> {
                seat = itsSeat;
                permit = allowed;
                reused = false;
                connectNanos = OptionalLong.of(nanos);
                worker.connected(its.exposure(), nanos);
                its.upstreams().adopt(leg, allowed.target(), this);
            }
            case Dialed.Full(var target) -> await(its, target);
            case Dialed.Denied(var verdict) -> {
                denied = verdict;
                tried = new IpPort(verdict.address(), verdict.port());
                exchange.refuse(Refusal.ADDRESS_DENIED, verdict.denial().detail());
            }
            case Dialed.NotResolved(var outcome, var text) ->
                    exchange.refuse(Answers.of(outcome), outcome.label() + ": " + text);
            case Dialed.Failed(var cause, var target, var text) -> {
                tried = target;
                exchange.refuse(Answers.of(cause), text);
            }
        }
    }

    @Override
    public void taken(Upstream upstream) {
        var its = way;
        if (its == null || exchange.isOver()) { // the client has gone meanwhile
            upstream.unneeded();
        } else {
            guarded(() -> forward(its, upstream));
        }
    }

    @Override
    public void unsecured(TlsFault fault) {
        if (!exchange.isOver()) {
            exchange.refuse(Answers.of(fault.kind()), fault.detail());
        }
    }

    private void forward(Ways.Way its, @Nullable Upstream to) {
        taken = null;
        if (to == null) {
            throw new IllegalStateException("nothing was taken");
        }
        exchange.forward(its.route(), to);
    }

    /** All connections that there may be are in use: it waits as long as a connect may take. */
    private void await(Ways.Way its, IpPort target) {
        tried = target;
        if (patience == null) {
            long most = its.exposure().options().timeouts().connect().toNanos();
            patience = worker.loop().after(most, () -> guarded(this::impatient));
        }
        if (!waited) {
            waited = true;
            worker.waited(its.exposure());
        }
        wait = its.upstreams().await(target, () -> guarded(() -> turn(its)));
    }

    private void turn(Ways.Way its) {
        wait = null;
        if (!exchange.isOver()) {
            dial(its);
        }
    }

    private void impatient() {
        if (wait != null) {
            exchange.refuse(
                    Refusal.LIMIT, "all connections to " + tried + " that there may be are in use");
        }
    }

    @Override
    public void again(Exchange its) {
        letGo();
        var known = way;
        if (known != null) { // later: the stream that it was on still counts
            worker.loop().execute(() -> guarded(() -> turn(known)));
        }
    }

    @Override
    public void switched(Exchange its, Switched both) {
        if (subject instanceof Exposure exposure) {
            passage.switched(exposure, both);
        }
    }

    /** Holds its answer to today's limits on bytes. */
    void pace(Pacer.@Nullable Bounds bounds) {
        exchange.pace(bounds);
    }

    /** A reload, or a stop, ends it. */
    void abort(CloseReason reason) {
        exchange.abort(Answers.of(reason), "ended: " + reason.label());
    }

    @Override
    public void ended(Exchange its, Finish finish) {
        if (connecting != null) {
            connecting.cancel();
        }
        if (wait != null) {
            wait.run();
            wait = null;
        }
        letGo();
        passage.ended(this, its);
        worker.requestEnded(passage.subject(), record(finish));
    }

    /** What one attempt had. */
    private void letGo() {
        if (patience != null) {
            patience.cancel();
            patience = null;
        }
        if (seat != null) {
            seat.release();
            seat = null;
        }
    }

    private RequestRecord record(Finish finish) {
        return new RequestRecord(
                passage.id(),
                passage.snapshot().revision(),
                subject,
                what,
                new RequestRecord.Parties(
                        passage.entered().from(),
                        passage.entered().destination(),
                        Optional.ofNullable(permit == null ? tried : permit.target()),
                        reused),
                RequestRecord.Timing.of(
                        worker.now(),
                        worker.nanos(),
                        exchange.facts(),
                        connecting == null ? OptionalLong.empty() : connecting.resolveNanos(),
                        connectNanos),
                Optional.ofNullable(permit).map(Verdict.Allow::grounds),
                Optional.ofNullable(denied).map(Verdict.Deny::denial),
                RequestRecord.Outcome.of(finish, exchange.facts()));
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.error("a request to {} failed", subject.endpoint(), e);
            exchange.refuse(Refusal.INTERNAL, "a fault of Penstock's own");
        }
    }
}
