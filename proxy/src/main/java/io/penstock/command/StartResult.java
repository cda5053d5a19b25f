package io.penstock.command;

import java.util.List;

/** What became of starting the appliance. */
public sealed interface StartResult {
    /**
     * It serves.
     *
     * @param warnings what the configuration's reader warned of, a line each
     */
    record Started(Running appliance, List<String> warnings) implements StartResult {}

    /** The configuration is wrong; every problem, a line each. Nothing is bound. */
    record Rejected(List<String> problems) implements StartResult {}

    /**
     * The configuration is right, but this host does not have what it needs: every obstacle with
     * its remedy, a line each. Nothing is bound.
     */
    record Refused(List<String> reasons) implements StartResult {}
}
