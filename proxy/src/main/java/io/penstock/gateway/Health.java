package io.penstock.gateway;

import io.penstock.resource.Identity;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is known of each resource from the connections made to it. Any thread.
 *
 * <p>It is told on every connect, so what has not changed is not written again.
 */
public final class Health {
    /** What the last thing known of a resource says. */
    public enum State {
        /** Nobody has tried it yet. */
        UNKNOWN,
        /** The last connect succeeded. */
        HEALTHY,
        /** The last connect failed at every address that was tried. */
        UNREACHABLE,
        /** Its name does not resolve. */
        UNRESOLVED,
        /** The egress policy allows none of its addresses. */
        DENIED;

        /** The name in metrics, status and logs. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Map<Identity, State> states = new ConcurrentHashMap<>();

    /** What is known of a resource. */
    public State of(Identity resource) {
        return states.getOrDefault(resource, State.UNKNOWN);
    }

    /** Forgets all resources but these. */
    public void retain(Set<Identity> resources) {
        states.keySet().retainAll(resources);
    }

    void tell(Identity resource, State state) {
        if (states.get(resource) != state) {
            states.put(resource, state);
        }
    }
}
