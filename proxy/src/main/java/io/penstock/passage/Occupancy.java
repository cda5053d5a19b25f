package io.penstock.passage;

import io.penstock.resource.Exposure;
import io.penstock.resource.Identity;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections each endpoint and each resource has, over all event loops, and whether one
 * more may come. Counted also where there is no limit: a reload may set one. Any thread.
 */
final class Occupancy {
    private final Map<Identity, AtomicInteger> counts = new ConcurrentHashMap<>();

    /**
     * Lets one more in; {@link #leave} must follow.
     *
     * @return empty if it is in; else which limit forbids it, and nothing is counted
     */
    Optional<String> enter(Exposure exposure) {
        var endpoint = exposure.endpoint();
        if (!enter(endpoint.identity(), endpoint.options().quota().connections())) {
            return full("endpoint", endpoint.identity(), endpoint.options().quota().connections());
        }
        if (!enter(exposure.resource(), exposure.options().quota().connections())) {
            count(endpoint.identity()).decrementAndGet();
            return full(
                    "resource configuration",
                    exposure.resource(),
                    exposure.options().quota().connections());
        }
        return Optional.empty();
    }

    /** One has left that was let in. */
    void leave(Exposure exposure) {
        count(exposure.endpoint().identity()).decrementAndGet();
        count(exposure.resource()).decrementAndGet();
    }

    private boolean enter(Identity identity, OptionalInt limit) {
        var count = count(identity);
        if (count.incrementAndGet() > limit.orElse(Integer.MAX_VALUE)) {
            count.decrementAndGet();
            return false;
        }
        return true;
    }

    private AtomicInteger count(Identity identity) {
        return counts.computeIfAbsent(identity, _ -> new AtomicInteger());
    }

    private static Optional<String> full(String what, Identity identity, OptionalInt limit) {
        return Optional.of(
                "the "
                        + what
                        + " "
                        + identity
                        + " has its "
                        + limit.orElseThrow()
                        + " connections");
    }
}
