package io.penstock.passage;

import io.penstock.net.IpPort;
import io.penstock.passage.ConnectionRecord.Outcome;
import io.penstock.resource.Switchboard;
import io.penstock.transport.Heard;
import java.util.Optional;

/** What becomes of a client that did not say what was to be read ahead. Pure. */
final class Misheard {
    private Misheard() {}

    /** What it said first was not understood, or was not said in time. */
    static Outcome opening(Heard.Why why, String detail) {
        return switch (why) {
            case NOT_UNDERSTOOD, TOO_LONG, TIMED_OUT ->
                    Outcome.refusal(CloseReason.BAD_OPENING, ClosedBy.PENSTOCK, detail);
            case ENDED -> Outcome.refusal(CloseReason.BAD_OPENING, ClosedBy.CLIENT, detail);
            case GONE -> Outcome.refusal(CloseReason.RESET, ClosedBy.CLIENT, detail);
            case STOPPED -> Outcome.refusal(CloseReason.DRAINED, ClosedBy.PENSTOCK, detail);
        };
    }

    /** It named none of several resources. */
    static Outcome name(Switchboard several, Optional<String> name, IpPort destination) {
        var resources = several.exposures().size() + " resources at " + destination;
        return Outcome.refusal(
                CloseReason.NO_SUCH_NAME,
                ClosedBy.PENSTOCK,
                name.isPresent()
                        ? "the client asked for a name that none of the " + resources + " has"
                        : "the client named none of the " + resources);
    }
}
