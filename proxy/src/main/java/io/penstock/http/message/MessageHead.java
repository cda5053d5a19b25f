package io.penstock.http.message;

import io.netty.buffer.ByteBuf;

/** The head of a message, as far as it does not matter which: read in pieces, then asked. */
public sealed interface MessageHead permits RequestHead, ResponseHead {
    /**
     * Reads on.
     *
     * @return MORE: all of it belongs to the head and is taken in; DONE: see {@link #end}; REFUSED:
     *     see {@link #malformed}
     */
    Progress read(ByteBuf source, int from, int to);

    /** Where the body begins, as a place in what was given to {@link #read} last. */
    int end();

    /**
     * Why it was refused.
     *
     * @throws IllegalStateException if it was not
     */
    Malformed malformed();

    /** Whether another head follows, of the same message: an answer's interim ones. */
    boolean isInterim();

    /** How the body ends (RFC 9112 section 6.3). */
    Framing framing();

    /** The Content-Length, or negative if there is none; that of an answer to HEAD is no body's. */
    long contentLength();

    /** Its fields, in the order they came; good until the head is given back. */
    Fields fields();
}
