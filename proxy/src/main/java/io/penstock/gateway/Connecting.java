package io.penstock.gateway;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.policy.EgressPolicy;
import io.penstock.relay.Leg;
import io.penstock.relay.Loop;
import io.penstock.resource.Exposure;
import io.penstock.transport.Dial;
import io.penstock.transport.Dialer;
import io.penstock.transport.Dialing;
import io.penstock.transport.From;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connect to a resource, told top to bottom: find what its target stands for, ask the egress
 * policy about each address, choose among the healthy ones that it allows, try one after the other
 * until one connects or the time is over. The next address is tried as soon as one fails, or after
 * 250 ms of silence beside it (RFC 8305 section 5). Confined to its loop.
 */
public final class Connecting {
    private static final long PACE = Duration.ofMillis(250).toNanos();

    private final Loop loop;
    private final LongSupplier nanos;
    private final Exposure exposure;
    private final EgressPolicy policy;
    private final Caller caller;
    private final Outcome outcome;
    private final Pool pool;
    private final long deadline;
    private final List<Trial> pending = new ArrayList<>();
    private final long startedAt;
    private @Nullable Choice choice;
    private OptionalLong resolveNanos = OptionalLong.empty();
    private long firstAttemptAt;
    private Loop.@Nullable Delay delay;
    private boolean over;

    /**
     * Who wants to be connected.
     *
     * @param client where the client came from
     * @param port which it came to
     * @param idle what may serve instead of a new connection
     */
    record Caller(Ip client, int port, Idle idle) {}

    /** Who dials, and who is told: the caller, once; the observer of failed attempts; health. */
    record Outcome(Dialer dialer, Consumer<Dialed> done, GatewayObserver observer, Health health) {}

    /** One attempt at one address. */
    private final class Trial {
        private final Choice.Option option;
        private final long begunAt = nanos.getAsLong();
        private final Dialing dialing;

        Trial(Choice.Option option) {
            this.option = option;
            var target = option.permit().target();
            var gateway = exposure.gateway();
            option.member().entered();
            dialing =
                    outcome.dialer()
                            .dial(
                                    loop,
                                    target,
                                    new From(gateway.sourceFor(target.ip()), gateway.device()),
                                    Math.max(deadline - begunAt, 1),
                                    dial -> tried(this, dial));
        }

        void cancel() {
            dialing.cancel();
            notMade();
        }

        void notMade() {
            option.member().left();
            caller.idle().notMade(option.permit().target());
        }
    }

    Connecting(
            Loop loop,
            LongSupplier nanos,
            Exposure exposure,
            EgressPolicy policy,
            Caller caller,
            Outcome outcome) {
        this.loop = loop;
        this.nanos = nanos;
        this.exposure = exposure;
        this.policy = policy;
        this.caller = caller;
        this.outcome = outcome;
        this.pool = outcome.health().pool(exposure);
        this.startedAt = nanos.getAsLong();
        this.deadline = startedAt + exposure.options().timeouts().connect().toNanos();
    }

    private Choice.Rules rules() {
        return new Choice.Rules(
                exposure.options().balancing(),
                caller.client(),
                ThreadLocalRandom.current(),
                pool.nextTurn());
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

    /** Goes on with what the target's name stands for. */
    void resolved(Resolution resolution) {
        if (over) {
            return;
        }
        calm();
        resolveNanos = OptionalLong.of(nanos.getAsLong() - startedAt);
        found(resolution);
    }

    private void unresolved(LookupOutcome why, String text) {
        outcome.health().tell(exposure.resource(), Health.State.UNRESOLVED);
        end(new Dialed.NotResolved(why, text));
    }

    /** Goes on with what the target stands for. */
    void found(Resolution resolution) {
        switch (resolution) {
            case Resolution.Found(var candidates, _) -> judge(candidates);
            case Resolution.Nothing(var why, var text) -> unresolved(why, text);
        }
    }

    private void judge(List<Candidate> candidates) {
        var judged = Judged.of(candidates, exposure, policy, caller.port());
        pool.list(judged.listed());
        var denied = judged.denied();
        if (!judged.allowed().isEmpty()) {
            firstAttemptAt = nanos.getAsLong();
            var chosen =
                    Choice.of(
                            judged.options(exposure, pool::member),
                            exposure.options().health(),
                            rules(),
                            firstAttemptAt);
            choice = chosen;
            tryNext(chosen);
        } else if (denied != null) {
            outcome.health().tell(exposure.resource(), Health.State.DENIED);
            end(new Dialed.Denied(denied));
        } else {
            unresolved(
                    LookupOutcome.NO_DATA,
                    "none of "
                            + candidates.stream().map(Candidate::ip).toList()
                            + " is of an IP version that the gateway dials");
        }
    }

    private void tryNext(Choice untried) {
        var option = untried.next();
        switch (caller.idle().take(option.permit().target())) {
            case TAKEN -> {
                option.member().entered();
                end(new Dialed.Reused(option.permit(), new Seat(option.member())));
            }
            case NONE -> {
                pending.add(new Trial(option));
                if (!untried.isEmpty()) {
                    delay = loop.after(PACE, () -> tryNextBeside(untried));
                }
            }
            case FULL -> {
                if (pending.isEmpty()) {
                    end(new Dialed.Full(option.permit().target()));
                }
            }
        }
    }

    private void tryNextBeside(Choice untried) {
        if (!over && !untried.isEmpty()) {
            tryNext(untried);
        }
    }

    private void tried(Trial trial, Dial dial) {
        pending.remove(trial);
        switch (dial) {
            case Dial.Connected(var leg) -> connected(trial, leg);
            case Dial.Failed(var cause, var text) -> failed(trial, cause(cause), text);
        }
    }

    private void connected(Trial trial, Leg leg) {
        if (over) {
            leg.reset();
            trial.notMade();
            return;
        }
        trial.option.member().connected();
        pending.forEach(this::overtaken);
        outcome.health().tell(exposure.resource(), Health.State.HEALTHY);
        long now = nanos.getAsLong();
        var seat = new Seat(trial.option.member());
        end(new Dialed.Connected(leg, trial.option.permit(), now - firstAttemptAt, seat));
    }

    /** One that a later one overtook was silent for too long: that is how a dead host fails. */
    private void overtaken(Trial trial) {
        if (nanos.getAsLong() - trial.begunAt >= PACE) {
            pool.failed(trial.option.member(), exposure.options().health().ejectAfter());
        }
    }

    private void failed(Trial trial, ConnectCause cause, String text) {
        trial.notMade();
        if (over) {
            return;
        }
        outcome.observer().attemptFailed(exposure, cause);
        if (cause.isOfTheAddress()) {
            pool.failed(trial.option.member(), exposure.options().health().ejectAfter());
        }
        var untried = choice;
        if (untried != null && !untried.isEmpty() && deadline - nanos.getAsLong() > 0) {
            calm();
            tryNext(untried);
        } else if (pending.isEmpty()) {
            outcome.health().tell(exposure.resource(), Health.State.UNREACHABLE);
            IpPort target = trial.option.permit().target();
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
        List.copyOf(pending).forEach(Trial::cancel);
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
