package io.penstock.passage;

import io.penstock.relay.Loop;
import io.penstock.relay.Pace;
import io.penstock.resource.Identity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds the connections of one event loop to their limits on bytes per second. Nobody is refused:
 * who finds nothing left waits in one queue and gets a turn, in order, when the loop has leased
 * more. Where nobody reads at a limit no timer runs. Confined to its loop.
 */
final class Pacer {
    /** So much is moved in one go before the loop looks after its other sockets. */
    private static final long MOST_AT_ONCE = 1 << 20;

    private final Loop loop;
    private final LongSupplier nanos;
    private final Map<Identity, Share> shares = new HashMap<>();
    private final List<Share> inUse = new ArrayList<>();
    private final Turns queue = new Turns();
    private boolean ticking;
    private boolean serving;

    /** Paces of a loop; {@code nanos} is a monotonic clock. */
    Pacer(Loop loop, LongSupplier nanos) {
        this.loop = loop;
        this.nanos = nanos;
    }

    /**
     * The limits that a connection is under; equal if they are the same, whatever they allow now.
     */
    record Bounds(Pacer pacer, List<Share> all) implements Pace.Maker {
        /** Copies the list. */
        Bounds {
            all = List.copyOf(all);
        }

        @Override
        public Pace of(Runnable resume) {
            return new Turn(pacer, all.toArray(Share[]::new), resume);
        }
    }

    /** This loop's share of a limit; from now on the limit is this. */
    Share share(Identity identity, Account account, long bytesPerSecond) {
        var share =
                shares.computeIfAbsent(
                        identity, _ -> new Share(account, bytesPerSecond, nanos.getAsLong()));
        share.limitTo(bytesPerSecond);
        return share;
    }

    /** What one may have that is not waiting: nothing while others wait for it. */
    long leftFor(Share share) {
        return share.isAwaited() ? 0 : leftInTurn(share);
    }

    /** What one may have whose turn it is. Leases, if that was not done in this period. */
    long leftInTurn(Share share) {
        if (share.left() <= 0 && !share.isInUse()) {
            share.lease(nanos.getAsLong());
            use(share);
        }
        return share.left();
    }

    /** One comes to the end of the queue, since nothing is left of that limit. */
    void queue(Turn turn, Share lacking) {
        queue.add(turn);
        use(lacking);
    }

    /** Sees to it that more is leased of a limit. */
    private void use(Share share) {
        if (!share.isInUse()) {
            share.inUse();
            inUse.add(share);
        }
        if (!ticking) {
            ticking = true;
            loop.after(Share.PERIOD, this::tick);
        }
    }

    /** Whether nothing is leased and nobody waits, so that no timer runs. */
    boolean isAtRest() {
        return inUse.isEmpty() && !ticking;
    }

    private void tick() {
        ticking = false;
        long now = nanos.getAsLong();
        inUse.removeIf(share -> !share.renew(now));
        if (!inUse.isEmpty()) {
            ticking = true;
            loop.after(Share.PERIOD, this::tick);
        }
        serve();
    }

    /** Gives everybody who can read something a turn, again and again while something is left. */
    private void serve() {
        var kept = new Turns();
        long moved = 0;
        try {
            for (var turn = queue.poll(); turn != null; turn = next(moved)) {
                if (turn.canRun()) {
                    moved += turn.run();
                } else {
                    kept.add(turn);
                }
            }
        } finally {
            queue.addAllFirst(kept); // they have waited longer than those that had a turn
        }
        if (moved >= MOST_AT_ONCE && !serving) {
            serving = true;
            loop.execute(this::serveOn);
        }
    }

    private @Nullable Turn next(long moved) {
        return moved < MOST_AT_ONCE ? queue.poll() : null;
    }

    private void serveOn() {
        serving = false;
        serve();
    }
}
