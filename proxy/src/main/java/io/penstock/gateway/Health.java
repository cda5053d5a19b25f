package io.penstock.gateway;

import io.penstock.resource.Definition;
import io.penstock.resource.Exposure;
import io.penstock.resource.Identity;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What is known of each resource and its addresses, from the connections made to it and from its
 * checks. Any thread.
 *
 * <p>It is told on every connect, so what has not changed is not written again.
 */
public final class Health {
    /** What the last thing known of a resource says. */
    public enum State {
        /** Nobody has tried it yet. */
        UNKNOWN,
        /** The last connect or check succeeded. */
        HEALTHY,
        /** The last connect failed at every address that was tried. */
        UNREACHABLE,
        /** The checks of every address fail. */
        UNHEALTHY,
        /** Its name does not resolve. */
        UNRESOLVED,
        /** The egress policy allows none of its addresses. */
        DENIED;

        /** The name in metrics, status and logs. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /**
         * Whether something is known of a resource in this state, and nothing good.
         *
         * @param addresses what is known of its addresses
         */
        public boolean isLacking(List<AddressHealth> addresses) {
            return switch (this) {
                case UNREACHABLE, UNHEALTHY, UNRESOLVED, DENIED -> true;
                case UNKNOWN, HEALTHY ->
                        !addresses.isEmpty()
                                && addresses.stream()
                                        .noneMatch(each -> each.state() == AddressState.HEALTHY);
            };
        }
    }

    /** Whose addresses a pool has: two gateways may reach one resource in different ways. */
    record Key(Identity gateway, Identity resource) {
        static Key of(Exposure exposure) {
            return new Key(exposure.gateway().identity(), exposure.resource());
        }
    }

    private final Map<Identity, State> states = new ConcurrentHashMap<>();
    private final Map<Key, Pool> pools = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    /**
     * Knows nothing yet.
     *
     * @param nanos a monotonic clock
     */
    public Health(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** What is known of a resource. */
    public State of(Identity resource) {
        return states.getOrDefault(resource, State.UNKNOWN);
    }

    /** What is known of the addresses of what an exposure stands for; it outlives reloads. */
    public Pool pool(Exposure exposure) {
        return pool(Key.of(exposure), exposure.target());
    }

    /** Gives the same each time it is asked, and makes no object for it. */
    public Supplier<Pool> poolOf(Exposure exposure) {
        var key = Key.of(exposure);
        var target = exposure.target();
        return () -> pool(key, target);
    }

    private Pool pool(Key key, Definition.Target target) {
        var known = pools.get(key);
        return known != null ? known : pools.computeIfAbsent(key, _ -> pool(target));
    }

    private Pool pool(Definition.Target target) {
        return switch (target) {
            case Definition.Address _, Definition.Dns _, Definition.Service _ -> new Pool(nanos);
            case Definition.Cidrs _ -> new Pool(nanos, false);
        };
    }

    /** Forgets all resources but those of these. */
    public void retain(Collection<Exposure> exposures) {
        var resources = new HashSet<Identity>();
        var keys = new HashSet<Key>();
        for (var exposure : exposures) {
            resources.add(exposure.resource());
            keys.add(Key.of(exposure));
        }
        states.keySet().retainAll(resources);
        pools.keySet().retainAll(keys);
    }

    void tell(Identity resource, State state) {
        if (states.get(resource) != state) {
            states.put(resource, state);
        }
    }
}
