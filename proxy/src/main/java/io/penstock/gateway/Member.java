package io.penstock.gateway;

import io.penstock.net.IpPort;
import io.penstock.resource.HealthCheck;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One address of a resource: how many connections of ours it has, and whether it is fit for more.
 * Shared by all loops; checks tell it from one loop.
 */
final class Member {
    private static final long FIRST_EJECTION = Duration.ofSeconds(10).toNanos();
    private static final int DOUBLINGS = 5; // more than there are between that and the longest
    private static final long LONGEST_EJECTION = Duration.ofMinutes(5).toNanos();

    /** What connects have shown: failures and ejections in a row, and until when it is left out. */
    private record Past(int failures, int ejections, long until) {
        boolean isClean() {
            return failures == 0;
        }

        boolean isEjected(long now) {
            return ejections > 0 && until - now > 0;
        }
    }

    private static final Past CLEAN = new Past(0, 0, 0);

    private final IpPort address;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicReference<Past> past = new AtomicReference<>(CLEAN);
    private volatile boolean failsChecks;
    private int streak; // of checks that say the opposite; on the loop of the checks

    Member(IpPort address) {
        this.address = address;
    }

    IpPort address() {
        return address;
    }

    /** A connection is being opened to it; {@link #left} follows. */
    void entered() {
        connections.incrementAndGet();
    }

    void left() {
        connections.decrementAndGet();
    }

    int connections() {
        return connections.get();
    }

    /** A client's connect succeeded. */
    void connected() {
        if (!past.get().isClean()) {
            past.set(CLEAN);
        }
    }

    /**
     * A client's connect failed. After an ejection one more failure is enough for the next, which
     * lasts twice as long; failures while it lasts are of connects that began before it, or that
     * had nowhere else to go.
     *
     * @param now of the monotonic clock, in nanoseconds
     * @return whether that ejected it
     */
    boolean failed(long now, int ejectAfter) {
        while (true) {
            var before = past.get();
            if (before.isEjected(now)) {
                return false;
            }
            int failures = Math.min(before.failures + 1, ejectAfter);
            boolean ejected = failures == ejectAfter;
            var after =
                    ejected
                            ? new Past(
                                    failures,
                                    before.ejections + 1,
                                    now + ejectionNanos(before.ejections))
                            : new Past(failures, before.ejections, before.until);
            if (past.compareAndSet(before, after)) {
                return ejected;
            }
        }
    }

    private static long ejectionNanos(int before) {
        return Math.min(FIRST_EJECTION << Math.min(before, DOUBLINGS), LONGEST_EJECTION);
    }

    /** A check has ended; so many in a row that say the opposite turn it over. */
    void checked(boolean passed, HealthCheck check) {
        if (passed != failsChecks) {
            streak = 0;
            return;
        }
        streak++;
        if (streak >= (passed ? check.rise() : check.fall())) {
            streak = 0;
            failsChecks = !passed;
        }
    }

    /** There are no checks any more. */
    void unchecked() {
        streak = 0;
        failsChecks = false;
    }

    AddressState state(long now) {
        if (failsChecks) {
            return AddressState.UNHEALTHY;
        }
        return past.get().isEjected(now) ? AddressState.EJECTED : AddressState.HEALTHY;
    }

    boolean isHealthy(long now) {
        return state(now) == AddressState.HEALTHY;
    }

    /** Whether it knows nothing that a new one would not. */
    boolean isBlank() {
        return past.get().isClean() && !failsChecks && connections.get() <= 0;
    }
}
