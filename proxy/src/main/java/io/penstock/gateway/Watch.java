package io.penstock.gateway;

import io.penstock.relay.Loop;
import io.penstock.resource.Definition;
import io.penstock.resource.Exposure;
import io.penstock.snapshot.Snapshot;
import io.penstock.transport.From;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The checks of one resource: in rounds, in which each of its addresses is asked once. A round
 * finds the addresses anew and asks the egress policy about each, as a connect does; what that
 * denies is not asked. Rounds and probes are spread by chance, so that many resources are not asked
 * at one time. On the loop of the checks.
 */
final class Watch {
    private static final long FIRST_WITHIN = Duration.ofSeconds(1).toNanos();
    private static final int SPREAD = 10; // a tenth of the interval

    private final Loop loop;
    private final Gateway gateway;
    private final Health health;
    private final Prober prober;
    private final Set<Prober.Probing> pending = new HashSet<>();
    private final Set<Loop.Delay> delays = new HashSet<>();
    private @Nullable Revision now;
    private boolean finding;

    /** What is checked, and by which rules. */
    private record Revision(Snapshot snapshot, Exposure exposure) {
        long interval() {
            return exposure.options().health().interval().toNanos();
        }
    }

    Watch(Loop loop, Gateway gateway, Health health, Prober prober) {
        this.loop = loop;
        this.gateway = gateway;
        this.health = health;
        this.prober = prober;
    }

    /** Goes on by a new snapshot; where the check is another one, from the beginning. */
    void follow(Snapshot snapshot, Exposure exposure) {
        var before = now;
        now = new Revision(snapshot, exposure);
        if (before == null) {
            begin();
        } else if (!before.exposure.options().health().equals(exposure.options().health())) {
            stop();
            health.pool(before.exposure).unchecked();
            now = new Revision(snapshot, exposure);
            begin();
        }
    }

    private void begin() {
        var revision = now;
        if (revision != null) {
            after(chance(Math.min(revision.interval(), FIRST_WITHIN)), this::round);
        }
    }

    /** Ends it for good: what the checks said is forgotten. */
    void end() {
        var last = now;
        stop();
        if (last != null) {
            health.pool(last.exposure).unchecked();
        }
    }

    /** Ends it; what the checks said stays. */
    void stop() {
        now = null;
        delays.forEach(Loop.Delay::cancel);
        delays.clear();
        pending.forEach(Prober.Probing::cancel);
        pending.clear();
    }

    private void round() {
        var revision = now;
        if (revision == null) {
            return;
        }
        long spread = revision.interval() / SPREAD;
        after(revision.interval() - spread + chance(2 * spread), this::round);
        if (finding) {
            return; // its DNS servers are slower than the rounds
        }
        finding = true;
        gateway.resolve(
                revision.snapshot,
                revision.exposure,
                resolution -> {
                    finding = false;
                    if (now != null) {
                        found(now, resolution);
                    }
                });
    }

    private void found(Revision revision, Resolution resolution) {
        var exposure = revision.exposure;
        switch (resolution) {
            case Resolution.Nothing _ -> health.tell(exposure.resource(), Health.State.UNRESOLVED);
            case Resolution.Found(var candidates, _) -> {
                var judged =
                        Judged.of(
                                candidates,
                                exposure,
                                revision.snapshot.egress(exposure.gateway()),
                                exposure.ports().ranges().getFirst().from());
                health.pool(exposure).list(judged.listed());
                if (judged.allowed().isEmpty() && judged.denied() != null) {
                    health.tell(exposure.resource(), Health.State.DENIED);
                }
                long spread = revision.interval() / SPREAD;
                judged.allowed().forEach(fit -> after(chance(spread), () -> probe(fit)));
            }
        }
    }

    private void probe(Judged.Fit fit) {
        var revision = now;
        if (revision == null) {
            return;
        }
        var exposure = revision.exposure;
        var target = fit.permit().target();
        var from = new From(exposure.gateway().sourceFor(target.ip()), exposure.gateway().device());
        var probe =
                new Prober.Probe(target, host(fit, exposure), from, exposure.options().health());
        var self = new Prober.Probing[1]; // the outcome comes later, and tells which it is of
        self[0] =
                prober.begin(
                        probe,
                        outcome -> {
                            pending.remove(self[0]);
                            probed(exposure, fit, outcome);
                        });
        pending.add(self[0]);
    }

    private static Optional<String> host(Judged.Fit fit, Exposure exposure) {
        return fit.candidate()
                .via()
                .map(service -> service.host())
                .or(() ->
                        switch (exposure.target()) {
                            case Definition.Dns(var name, _) -> Optional.of(name);
                            case Definition.Service _, Definition.Address _, Definition.Cidrs _ ->
                                    Optional.empty();
                        });
    }

    private void probed(Exposure exposure, Judged.Fit fit, CheckOutcome outcome) {
        var pool = health.pool(exposure);
        pool.checked(outcome);
        pool.member(fit.candidate().place(exposure))
                .checked(outcome == CheckOutcome.PASSED, exposure.options().health());
        boolean any =
                pool.addresses().stream().anyMatch(each -> each.state() == AddressState.HEALTHY);
        health.tell(exposure.resource(), any ? Health.State.HEALTHY : Health.State.UNHEALTHY);
    }

    private void after(long delayNanos, Runnable task) {
        var self = new Loop.Delay[1];
        self[0] =
                loop.after(
                        delayNanos,
                        () -> {
                            delays.remove(self[0]);
                            task.run();
                        });
        delays.add(self[0]);
    }

    private static long chance(long bound) {
        return bound <= 0 ? 0 : ThreadLocalRandom.current().nextLong(bound);
    }
}
