package io.penstock.gateway;

import java.util.Locale;

/** Whether connections go to one address of a resource. */
public enum AddressState {
    /** It takes connections, as far as is known; also before the first check has ended. */
    HEALTHY,
    /** Its checks fail. */
    UNHEALTHY,
    /** Connects to it failed several times in a row: it is left out for a while. */
    EJECTED,
    /** The egress policy does not allow it. */
    DENIED;

    /** The name in metrics, status and replies. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
