package io.penstock.http.line;

import io.penstock.relay.Memory;

/**
 * What lies where in the loop's one buffer, so that everything between a socket and another can be
 * done in it: what is read, with room for a rewritten head before it, then what TLS opens and seals
 * and the frames of HTTP/2.
 */
public final class Layout {
    /** Where lines read to; before it lie 64 KiB of room for a rewritten head. */
    public static final int ROOM = Memory.FREE + (64 << 10);

    /** Behind what is read at once lie the records that are opened. */
    public static final int SPARE = ROOM + Memory.MOST_AT_ONCE;

    /** Where records are sealed to; before it end those that are opened. */
    public static final int SEALED = SPARE + (192 << 10);

    /** Where the sealed ones end. */
    public static final int SEALED_TO = SEALED + (128 << 10);

    /** Where frames are put together. */
    public static final int FRAMES = SEALED_TO;

    /**
     * Where these end, and all of it: a piece of 64 KiB, the heads of its frames, and some more.
     */
    public static final int FRAMES_TO = FRAMES + (80 << 10);

    private Layout() {}

    /** Makes the loop's buffer so large. Before any line is on the loop, and on its thread. */
    public static void applyTo(Memory memory) {
        memory.reserve(FRAMES_TO);
    }
}
