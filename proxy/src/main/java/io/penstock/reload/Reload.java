package io.penstock.reload;

import java.time.Instant;

/**
 * One reload, as it is told to whom it concerns and remembered for the status.
 *
 * @param at when it began
 */
public record Reload(Instant at, Trigger trigger, ReloadOutcome outcome) {
    /** As one JSON object: what the admin server replies. */
    public String toJson() {
        return ReloadJson.of(this);
    }
}
