package io.penstock.passage;

import java.util.Locale;

/**
 * Why a connection ended; every connection has exactly one. {@link #label} names it in metrics and
 * logs.
 */
public enum CloseReason {
    /** Both sides ended their half: the normal end. */
    CLOSED,
    /** One side reset the connection; the other was reset too. */
    RESET,
    /** One side stopped answering, and the kernel gave it up. */
    LOST,
    /** No byte passed in either direction for the idle timeout. */
    IDLE_TIMEOUT,
    /** One half had ended, and no byte passed in the other for the half-closed timeout. */
    HALF_CLOSED_TIMEOUT,
    /** It had lived for the maximum lifetime. */
    MAX_LIFETIME,
    /** Refused: the resource configuration is not shared with the endpoint's owner. */
    NOT_SHARED,
    /** Refused: no ingress rule lets the client in. */
    INGRESS_DENIED,
    /** Refused: what the client said first was not understood, or did not come in time. */
    BAD_OPENING,
    /** Refused: the client asked for a name that none of the resources there has, or for none. */
    NO_SUCH_NAME,
    /** Refused: the egress policy allows none of the resource's addresses. */
    EGRESS_DENIED,
    /** Refused: the endpoint or the resource has as many connections as it may. */
    CONNECTION_LIMIT,
    /** Refused: the endpoint or the resource has had as many new connections as it may. */
    CONNECTION_RATE,
    /** Refused: the resource's name gave no address. */
    NOT_RESOLVED,
    /** Refused: no address of the resource took the connection. */
    CONNECT_FAILED,
    /** Refused: no address of the resource answered within the connect timeout. */
    CONNECT_TIMEOUT,
    /** The client had Penstock work for nothing: frames, or requests that it cancelled. */
    FLOODED,
    /** The client broke a rule of HTTP/2, so that nothing more of it can be understood. */
    PROTOCOL_ERROR,
    /** A reload withdrew what had allowed it. */
    POLICY_CHANGED,
    /** A reload removed the endpoint. */
    REMOVED,
    /** A reload withdrew the share by which the endpoint used the resource configuration. */
    SHARE_WITHDRAWN,
    /** An operator ended it, through the admin server. */
    CLOSED_BY_OPERATOR,
    /** The appliance stopped before it was finished. */
    DRAINED,
    /** A fault of ours, told in the log. */
    INTERNAL_ERROR;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in metrics and logs. */
    public String label() {
        return label;
    }

    /** Whether the client was refused, so that no byte was ever relayed. */
    public boolean isRefusal() {
        return switch (this) {
            case NOT_SHARED,
                    INGRESS_DENIED,
                    BAD_OPENING,
                    NO_SUCH_NAME,
                    EGRESS_DENIED,
                    CONNECTION_LIMIT,
                    CONNECTION_RATE,
                    NOT_RESOLVED,
                    CONNECT_FAILED,
                    CONNECT_TIMEOUT ->
                    true;
            case CLOSED,
                    RESET,
                    LOST,
                    IDLE_TIMEOUT,
                    HALF_CLOSED_TIMEOUT,
                    MAX_LIFETIME,
                    FLOODED,
                    PROTOCOL_ERROR,
                    POLICY_CHANGED,
                    REMOVED,
                    SHARE_WITHDRAWN,
                    CLOSED_BY_OPERATOR,
                    DRAINED,
                    INTERNAL_ERROR ->
                    false;
        };
    }

    /** Whether a limit on connections refused it. */
    public boolean isOverLimit() {
        return this == CONNECTION_LIMIT || this == CONNECTION_RATE;
    }
}
