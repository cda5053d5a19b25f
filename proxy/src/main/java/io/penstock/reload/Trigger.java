package io.penstock.reload;

import java.util.Locale;

/** What asked for a reload. */
public enum Trigger {
    /** A file of the configuration changed. */
    FILE,
    /** SIGHUP. */
    SIGNAL,
    /** A request to the admin server. */
    REQUEST,
    /** The addresses of the host changed. */
    HOST;

    /** The name in metrics and logs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
