package io.penstock.explain;

import java.util.Locale;
import java.util.Optional;

/**
 * One thing that decides about the connection.
 *
 * @param text what there is and what follows from it
 * @param look what in the configuration to look at, where something refused
 */
public record Step(Stage stage, Mark mark, String text, Optional<String> look) {
    /** The stages, in the order in which a connection meets them. */
    public enum Stage {
        /** Who is at the name and port. */
        ENDPOINT,
        /** Whether the endpoint's owner may use the resource; told where it may not. */
        SHARING,
        /** Whether the client may come in. */
        INGRESS,
        /** Which resource and port it leads to. */
        TARGET,
        /** Which addresses the resource has. */
        RESOLUTION,
        /** Whether one of these may be dialed; a step for each. */
        EGRESS,
        /** Which of those that may be dialed would be tried first. */
        CHOICE;

        /** The name in replies. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What follows. */
    public enum Mark {
        /** It goes on. */
        OK,
        /** It goes on, only because the security groups report instead of enforcing. */
        ON_TRIAL,
        /** It does not; of several addresses, not to this one. */
        REFUSED;

        /** The name in replies. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Step ok(Stage stage, String text) {
        return new Step(stage, Mark.OK, text, Optional.empty());
    }

    static Step onTrial(Stage stage, String text) {
        return new Step(stage, Mark.ON_TRIAL, text, Optional.empty());
    }

    static Step refused(Stage stage, String text, String look) {
        return new Step(stage, Mark.REFUSED, text, Optional.of(look));
    }
}
