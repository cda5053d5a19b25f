package io.penstock.http;

import io.penstock.relay.Pace;
import org.jspecify.annotations.Nullable;

/** A client's connection that speaks HTTP, whichever version, in clear or not. On its loop. */
public sealed interface Talk permits Conversation, Http2Talk, Door {
    /** Ends after the exchanges that run, or now. */
    void drain();

    /** Ends now, with a reset. Does nothing once it is over. */
    void end();

    /** Sets the pace at which the client is read; null: as fast as it goes. */
    void pace(Pace.@Nullable Maker maker);
}
