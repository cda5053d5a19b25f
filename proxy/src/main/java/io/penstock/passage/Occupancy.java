package io.penstock.passage;

import io.penstock.resource.Exposure;
import io.penstock.resource.Identity;
import io.penstock.resource.Quota;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the quotas: what each endpoint and each resource has used of its own, over all event loops,
 * and whether one more connection may come. Any thread.
 */
final class Occupancy {
    private final Map<Identity, Account> accounts = new ConcurrentHashMap<>();

    /**
     * Why a connection may not come.
     *
     * @param detail which limit forbids it
     */
    record Refusal(CloseReason reason, String detail) {}

    /** Whose quota it is. */
    private record Holder(String what, Identity identity, Quota quota, Account account) {
        Refusal refuse(CloseReason reason, String why) {
            return new Refusal(reason, "the " + what + " " + identity + " " + why);
        }
    }

    /**
     * Lets one more in; {@link #leave} must follow.
     *
     * @return empty if it is in; else which limit forbids it, and nothing is counted
     */
    Optional<Refusal> enter(Exposure exposure, long nowNanos) {
        var endpoint =
                new Holder(
                        "endpoint",
                        exposure.endpoint().identity(),
                        exposure.endpoint().options().quota(),
                        account(exposure.endpoint().identity(), nowNanos));
        var refusal = enter(endpoint, nowNanos);
        if (refusal.isEmpty()) {
            refusal = enterResource(exposure, nowNanos);
            if (refusal.isPresent()) {
                undo(endpoint);
            }
        }
        return refusal;
    }

    /** The same for a connection that is in at the endpoint; {@link #leaveResource} must follow. */
    Optional<Refusal> enterResource(Exposure exposure, long nowNanos) {
        var resource =
                new Holder(
                        "resource configuration",
                        exposure.resource(),
                        exposure.options().quota(),
                        account(exposure.resource(), nowNanos));
        return enter(resource, nowNanos);
    }

    /** The seat first: who finds none does not use up what others could come by. */
    private static Optional<Refusal> enter(Holder holder, long nowNanos) {
        var most = holder.quota.connections();
        var connections = holder.account.connections;
        if (connections.incrementAndGet() > most.orElse(Integer.MAX_VALUE)) {
            connections.decrementAndGet();
            var why = "has its " + most.orElseThrow() + " connections";
            return Optional.of(holder.refuse(CloseReason.CONNECTION_LIMIT, why));
        }
        var rate = holder.quota.connectionsPerSecond();
        if (rate.isPresent() && !holder.account.arrivals.takeOne(rate.getAsInt(), nowNanos)) {
            connections.decrementAndGet();
            var why = "takes " + rate.getAsInt() + " new connections a second, and has had them";
            return Optional.of(holder.refuse(CloseReason.CONNECTION_RATE, why));
        }
        return Optional.empty();
    }

    private static void undo(Holder holder) {
        holder.account.connections.decrementAndGet();
        holder.quota.connectionsPerSecond().ifPresent(holder.account.arrivals::putBackOne);
    }

    /** One has left that was let in. */
    void leave(Exposure exposure, long nowNanos) {
        account(exposure.endpoint().identity(), nowNanos).connections.decrementAndGet();
        leaveResource(exposure, nowNanos);
    }

    /** The same at the resource alone. */
    void leaveResource(Exposure exposure, long nowNanos) {
        account(exposure.resource(), nowNanos).connections.decrementAndGet();
    }

    /** What an endpoint or a resource has used; made when it is first asked for. */
    Account account(Identity identity, long nowNanos) {
        var known = accounts.get(identity);
        return known != null
                ? known
                : accounts.computeIfAbsent(identity, _ -> new Account(nowNanos));
    }
}
