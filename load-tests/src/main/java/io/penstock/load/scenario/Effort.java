package io.penstock.load.scenario;

import io.penstock.load.peer.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How much work goes into each scenario.
 *
 * @param rounds in each of which every contestant is measured once
 * @param time of one measurement
 * @param warmUp of the same load, before the first round, for who gets faster as it runs, in parts
 *     as long as a measurement; others have a second of it
 * @param share of the connections and endpoints that a scenario would have: 1 for all
 */
public record Effort(int rounds, Duration time, Duration warmUp, double share) {
    /** Under three minutes for the scenarios that are quick. */
    public static final Effort QUICK =
            new Effort(4, Duration.ofSeconds(1), Duration.ofSeconds(5), 1);

    /** For figures that are to be quoted. */
    public static final Effort FULL =
            new Effort(5, Duration.ofSeconds(5), Duration.ofSeconds(20), 1);

    /** To see that everything works. */
    public static final Effort CHECK = new Effort(1, Duration.ofSeconds(1), Duration.ZERO, 0.01);

    /** The same with other rounds, or other seconds. */
    public Effort with(Optional<Integer> otherRounds, Optional<Integer> seconds) {
        return new Effort(
                otherRounds.orElse(rounds),
                seconds.map(Duration::ofSeconds).orElse(time),
                warmUp,
                share);
    }

    /**
     * How long this peer is warmed up, in parts. Each ends its connections, as a measurement does:
     * a compiler that never saw an end compiles again when the first one comes, which would be
     * within the first measurement.
     */
    List<Duration> warmUp(Peer peer) {
        if (!peer.warmsUp() && warmUp.isPositive()) {
            return List.of(Duration.ofSeconds(1));
        }
        var parts = new ArrayList<Duration>();
        for (var left = warmUp; left.isPositive(); left = left.minus(time)) {
            parts.add(left.compareTo(time) < 0 ? left : time);
        }
        return parts;
    }

    /** So many, or the share of them that counts here. */
    int of(int count) {
        return Math.max(1, (int) Math.round(count * share));
    }

    /** As a sentence of the report. */
    String sentence(Load load) {
        return switch (load) {
            case Load.OnStart _ -> "%d rounds, each with new processes.".formatted(rounds);
            case Load.OnRunning _ ->
                    "%d rounds of %d s for each, after %d s of warm-up in such parts for Penstock and 1 s for the others."
                            .formatted(rounds, time.toSeconds(), warmUp.toSeconds());
        };
    }
}
