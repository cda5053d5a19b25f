package io.penstock.admin;

import java.util.Locale;

/** Whether the appliance is to be sent clients. */
public enum Readiness {
    /** The first revision does not serve yet. */
    STARTING,
    /** It serves. */
    READY,
    /** It stops: it still takes clients for a while, but no new ones should be sent. */
    DRAINING;

    /** The name in replies. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
