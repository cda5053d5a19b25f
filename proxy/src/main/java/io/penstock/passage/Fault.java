package io.penstock.passage;

import io.penstock.http.h2.Breach;
import io.penstock.http.tls.TlsFault;

/**
 * What was wrong with what a client spoke, so that its connection had to end.
 *
 * @param detail a sentence for people
 */
record Fault(CloseReason reason, String detail) {
    static Fault of(TlsFault how) {
        return new Fault(CloseReason.BAD_OPENING, how.detail());
    }

    static Fault of(Breach how) {
        var reason =
                switch (how.kind()) {
                    case FLOOD -> CloseReason.FLOODED;
                    case MALFORMED -> CloseReason.PROTOCOL_ERROR;
                    case OURS -> CloseReason.INTERNAL_ERROR;
                };
        return new Fault(reason, how.words());
    }
}
