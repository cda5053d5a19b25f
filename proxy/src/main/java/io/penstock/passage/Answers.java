package io.penstock.passage;

import io.penstock.gateway.ConnectCause;
import io.penstock.gateway.LookupOutcome;
import io.penstock.http.Refusal;
import io.penstock.http.tls.TlsFault;

/** The one place where the parts' own words for a failure become an answer. */
final class Answers {
    private Answers() {}

    static Refusal of(ConnectCause cause) {
        return switch (cause) {
            case REFUSED -> Refusal.CONNECTION_REFUSED;
            case TIMED_OUT -> Refusal.CONNECT_TIMEOUT;
            case UNREACHABLE -> Refusal.UNREACHABLE;
            case RESET,
                    NO_SOURCE_PORT,
                    SOURCE_NOT_AVAILABLE,
                    OUT_OF_DESCRIPTORS,
                    NOT_PERMITTED,
                    OTHER ->
                    Refusal.CONNECT_FAILED;
        };
    }

    static Refusal of(TlsFault.Kind kind) {
        return switch (kind) {
            case CERTIFICATE -> Refusal.CERTIFICATE;
            case PROTOCOL, CLOSED -> Refusal.TLS_FAILED;
            case TIMEOUT -> Refusal.CONNECT_TIMEOUT;
        };
    }

    static Refusal of(LookupOutcome outcome) {
        return switch (outcome) {
            case TIMED_OUT -> Refusal.RESOLVING_TIMEOUT;
            case ANSWERED, NXDOMAIN, NO_DATA, SERVFAIL, REFUSED, UNREACHABLE, BAD_ANSWER ->
                    Refusal.NOT_RESOLVED;
        };
    }

    static Refusal of(CloseReason reason) {
        return switch (reason) {
            case POLICY_CHANGED, SHARE_WITHDRAWN, NOT_SHARED, INGRESS_DENIED, EGRESS_DENIED ->
                    Refusal.DENIED;
            case CONNECTION_LIMIT, CONNECTION_RATE -> Refusal.LIMIT;
            case CLOSED,
                    RESET,
                    LOST,
                    IDLE_TIMEOUT,
                    HALF_CLOSED_TIMEOUT,
                    MAX_LIFETIME,
                    BAD_OPENING,
                    NO_SUCH_NAME,
                    NOT_RESOLVED,
                    CONNECT_FAILED,
                    CONNECT_TIMEOUT,
                    FLOODED,
                    PROTOCOL_ERROR,
                    REMOVED,
                    DRAINED,
                    CLOSED_BY_OPERATOR,
                    INTERNAL_ERROR ->
                    Refusal.STOPPING;
        };
    }
}
