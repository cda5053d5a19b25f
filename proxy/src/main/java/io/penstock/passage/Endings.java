package io.penstock.passage;

import io.penstock.gateway.ConnectCause;
import io.penstock.relay.Ending;
import io.penstock.relay.Side;
import org.jspecify.annotations.Nullable;

/** The one place where the parts' own words for an end become the appliance's. */
final class Endings {
    private Endings() {}

    static CloseReason reason(Ending.Cause cause) {
        return switch (cause) {
            case CLOSED -> CloseReason.CLOSED;
            case RESET -> CloseReason.RESET;
            case LOST -> CloseReason.LOST;
            case IDLE_TIMEOUT -> CloseReason.IDLE_TIMEOUT;
            case HALF_CLOSED_TIMEOUT -> CloseReason.HALF_CLOSED_TIMEOUT;
            case LIFETIME -> CloseReason.MAX_LIFETIME;
            case ABORTED -> CloseReason.DRAINED; // nobody ordered it: the loop stopped
            case FAILED -> CloseReason.INTERNAL_ERROR;
        };
    }

    /**
     * Of a client's connection that spoke HTTP.
     *
     * @param ordered why it was to end; counts only where Penstock ended it
     * @param fault of what the client spoke
     */
    static ConnectionRecord.Outcome outcome(
            Ending ending, @Nullable CloseReason ordered, @Nullable Fault fault) {
        var said = fault == null ? reason(ending.cause()) : fault.reason();
        var reason = ordered == null || ending.side() != Side.PROXY ? said : ordered;
        return ConnectionRecord.Outcome.of(reason, ending)
                .because(fault == null ? null : fault.detail());
    }

    static CloseReason reason(ConnectCause cause) {
        return switch (cause) {
            case TIMED_OUT -> CloseReason.CONNECT_TIMEOUT;
            case REFUSED,
                    UNREACHABLE,
                    RESET,
                    NO_SOURCE_PORT,
                    SOURCE_NOT_AVAILABLE,
                    OUT_OF_DESCRIPTORS,
                    NOT_PERMITTED,
                    OTHER ->
                    CloseReason.CONNECT_FAILED;
        };
    }

    static ClosedBy by(Side side) {
        return switch (side) {
            case CLIENT -> ClosedBy.CLIENT;
            case SERVER -> ClosedBy.RESOURCE;
            case PROXY -> ClosedBy.PENSTOCK;
        };
    }
}
