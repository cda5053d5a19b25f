package io.penstock.passage;

import io.penstock.gateway.Dialed;
import io.penstock.passage.ConnectionRecord.Outcome;

/** What becomes of a client whose resource was not connected. */
final class Unreached {
    private Unreached() {}

    /** Notes in the story what was tried, and says why the client is refused. */
    static Outcome outcome(Dialed dialed, Story story) {
        return switch (dialed) {
            case Dialed.Denied(var verdict) -> {
                story.denied(verdict);
                yield refusal(CloseReason.EGRESS_DENIED, verdict.denial().detail());
            }
            case Dialed.NotResolved(var outcome, var text) ->
                    refusal(CloseReason.NOT_RESOLVED, outcome.label() + ": " + text);
            case Dialed.Failed(var cause, var target, var text) -> {
                story.tried(target);
                yield refusal(Endings.reason(cause), text);
            }
            case Dialed.Connected _, Dialed.Reused _, Dialed.Full _ ->
                    throw new IllegalArgumentException(
                            "it is connected, or a kept one was asked for");
        };
    }

    private static Outcome refusal(CloseReason reason, String detail) {
        return Outcome.refusal(reason, ClosedBy.PENSTOCK, detail);
    }
}
