package io.penstock.command;

import java.util.Locale;

/** How a command shows its answer. */
enum Output {
    /** For people. */
    TABLE,
    /** For programs: as the admin server gives it. */
    JSON;

    /** As on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
