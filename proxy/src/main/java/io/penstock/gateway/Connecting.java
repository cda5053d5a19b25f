package io.penstock.gateway;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.policy.EgressPolicy;
import io.penstock.policy.Verdict;
import io.penstock.relay.Leg;
import io.penstock.relay.Loop;
import io.penstock.resource.Exposure;
import io.penstock.transport.Dial;
import io.penstock.transport.Dialer;
import io.penstock.transport.Dialing;
import io.penstock.transport.From;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connect to a resource, told top to bottom: resolve its name, ask the egress policy about each
 * address, try the allowed ones in order until one connects or the time is over. The next address
 * is tried as soon as one fails, or after 250 ms of silence beside it (RFC 8305 section 5).
 * Confined to its loop.
 */
public final class Connecting {
    private static final long PACE = Duration.ofMillis(250).toNanos();

    private final Loop loop;
    private final LongSupplier nanos;
    private final Exposure exposure;
    private final EgressPolicy policy;
    private final int port;
    private final Outcome outcome;
    private final long deadline;
    private final Deque<Verdict.Allow> untried = new ArrayDeque<>();
    private final List<Dialing> pending = new ArrayList<>();
    private final long startedAt;
    private OptionalLong resolveNanos = OptionalLong.empty();
    private long firstAttemptAt;
    private Loop.@Nullable Delay delay;
    private boolean over;

    /** Who dials, and who is told: the caller, once; the observer of failed attempts; health. */
    record Outcome(Dialer dialer, Consumer<Dialed> done, GatewayObserver observer, Health health) {}

    Connecting(
            Loop loop,
            LongSupplier nanos,
            Exposure exposure,
            EgressPolicy policy,
            int port,
            Outcome outcome) {
        this.loop = loop;
        this.nanos = nanos;
        this.exposure = exposure;
        this.policy = policy;
        this.port = port;
        this.outcome = outcome;
        this.startedAt = nanos.getAsLong();
        this.deadline = startedAt + exposure.options().timeouts().connect().toNanos();
    }

    /** How long the resource's name took to resolve; empty before, and for an address. */
    public OptionalLong resolveNanos() {
        return resolveNanos;
    }

    /** Gives up; the caller is not told any more. On the loop. Does nothing once it is over. */
    public void cancel() {
        finish();
    }

    /** Begins with a name that is being resolved: the time runs. */
    void awaitName() {
        delay =
                loop.after(
                        deadline - nanos.getAsLong(),
                        () -> unresolved(LookupOutcome.TIMED_OUT, "within the connect timeout"));
    }

    /** Goes on with what is known of the name. */
    void resolved(Known known) {
        if (over) {
            return;
        }
        calm();
        resolveNanos = OptionalLong.of(nanos.getAsLong() - startedAt);
        switch (known) {
            case Known.Addresses(var ips, _) -> judge(ips);
            case Known.Nothing(var why, var text) -> unresolved(why, text);
        }
    }

    private void unresolved(LookupOutcome why, String text) {
        outcome.health().tell(exposure.resource(), Health.State.UNRESOLVED);
        end(new Dialed.NotResolved(why, text));
    }

    /** Asks the policy about each address; what it allows is all that will be dialed. */
    void judge(List<Ip> ips) {
        Verdict.@Nullable Deny denied = null;
        for (var ip : ips) {
            if (exposure.gateway().reaches(ip)) {
                switch (policy.decide(ip, port)) {
                    case Verdict.Allow allow -> untried.add(allow);
                    case Verdict.Deny deny -> denied = denied == null ? deny : denied;
                }
            }
        }
        if (!untried.isEmpty()) {
            firstAttemptAt = nanos.getAsLong();
            tryNext();
        } else if (denied != null) {
            outcome.health().tell(exposure.resource(), Health.State.DENIED);
            end(new Dialed.Denied(denied));
        } else {
            unresolved(
                    LookupOutcome.NO_DATA,
                    "none of " + ips + " is of an IP version that the gateway dials");
        }
    }

    private void tryNext() {
        var permit = untried.remove();
        var target = permit.target();
        var gateway = exposure.gateway();
        var from = new From(gateway.sourceFor(target.ip()), gateway.device());
        long left = Math.max(deadline - nanos.getAsLong(), 1);
        var self = new Dialing[1]; // the answer comes later, and tells which of them it is of
        self[0] =
                outcome.dialer()
                        .dial(loop, target, from, left, dial -> tried(self[0], permit, dial));
        pending.add(self[0]);
        if (!untried.isEmpty()) {
            delay = loop.after(PACE, this::tryNextBeside);
        }
    }

    private void tryNextBeside() {
        if (!over && !untried.isEmpty()) {
            tryNext();
        }
    }

    private void tried(Dialing attempt, Verdict.Allow permit, Dial dial) {
        pending.remove(attempt);
        switch (dial) {
            case Dial.Connected(var leg) -> connected(leg, permit);
            case Dial.Failed(var cause, var text) -> failed(cause(cause), permit.target(), text);
        }
    }

    private void connected(Leg leg, Verdict.Allow permit) {
        if (over) {
            leg.reset();
            return;
        }
        outcome.health().tell(exposure.resource(), Health.State.HEALTHY);
        end(new Dialed.Connected(leg, permit, nanos.getAsLong() - firstAttemptAt));
    }

    private void failed(ConnectCause cause, IpPort target, String text) {
        if (over) {
            return;
        }
        outcome.observer().attemptFailed(exposure, cause);
        if (!untried.isEmpty() && deadline - nanos.getAsLong() > 0) {
            calm();
            tryNext();
        } else if (pending.isEmpty()) {
            outcome.health().tell(exposure.resource(), Health.State.UNREACHABLE);
            end(new Dialed.Failed(cause, target, text));
        }
    }

    private void end(Dialed dialed) {
        if (!over) {
            finish();
            outcome.done().accept(dialed);
        }
    }

    private void finish() {
        over = true;
        calm();
        untried.clear();
        List.copyOf(pending).forEach(Dialing::cancel);
        pending.clear();
    }

    private void calm() {
        var waiting = delay;
        if (waiting != null) {
            waiting.cancel();
            delay = null;
        }
    }

    private static ConnectCause cause(Dial.Cause cause) {
        return switch (cause) {
            case REFUSED -> ConnectCause.REFUSED;
            case TIMED_OUT -> ConnectCause.TIMED_OUT;
            case UNREACHABLE -> ConnectCause.UNREACHABLE;
            case RESET -> ConnectCause.RESET;
            case NO_SOURCE_PORT -> ConnectCause.NO_SOURCE_PORT;
            case ADDRESS_NOT_AVAILABLE -> ConnectCause.SOURCE_NOT_AVAILABLE;
            case OUT_OF_DESCRIPTORS -> ConnectCause.OUT_OF_DESCRIPTORS;
            case PERMISSION -> ConnectCause.NOT_PERMITTED;
            case OTHER -> ConnectCause.OTHER;
        };
    }
}
