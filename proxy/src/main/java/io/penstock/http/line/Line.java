package io.penstock.http.line;

import io.netty.buffer.ByteBuf;
import io.penstock.relay.Pace;
import io.penstock.relay.Wire;
import org.jspecify.annotations.Nullable;

/**
 * One connection's two streams of bytes, whatever carries them: a bare socket, TLS, or a stream of
 * HTTP/2 that speaks HTTP/1.1 on this side. So there is one engine, and one strictness, for all of
 * them. Bytes that come lie in the loop's one buffer, with 64 KiB free before them: a rewritten
 * head goes there, and one write takes both. On the loop's thread. Whoever has a line closes or
 * resets it, or hands it over.
 */
public interface Line {
    /** Who is told what happens on a line. Nothing is told any more once it is closed or reset. */
    interface User {
        /**
         * Bytes have come, those that were {@link Line#keep kept} first. All of them are to be
         * used, written elsewhere or kept before this returns; then the buffer is somebody else's.
         */
        void received(int from, int to);

        /**
         * The other end has ended its stream; {@link Line#isCutShort} says how. Told once; there is
         * nothing after it, but it may still listen.
         */
        void ended();

        /**
         * The other end is gone, so that what is written goes nowhere, or its stream broke off.
         *
         * @param all whether everything that it had sent was received; if not, who reads on
         *     receives the rest, and is told a second time
         */
        void gone(boolean all);

        /** Everything that was held is out: it takes more. */
        void drained();

        /** A fault of Penstock's own, or the loop stops: end what hangs on the line. */
        void failed();
    }

    /** Tells another user from now on. */
    void usedBy(User user);

    /**
     * Whether bytes are to be received. What comes meanwhile waits in the kernel, or at the peer.
     */
    void read(boolean wanted);

    /** What came and is {@link #keep kept}. */
    Held kept();

    /** Keeps bytes of the loop's buffer, which come first in the next {@link User#received}. */
    default void keep(int from, int to) {
        if (!isClosed()) {
            kept().add(from, to);
        }
    }

    /** Whether something is kept. */
    default boolean hasKept() {
        return !kept().isEmpty();
    }

    /**
     * Puts what is kept to where lines read to, as if it had just come; it is not kept any more.
     *
     * @return how many bytes that are
     */
    default int recall() {
        return kept().putBack();
    }

    /** Gives the user what is kept, if anything is, as if it had just come. */
    default void offerKept(User user) {
        if (hasKept()) {
            user.received(Layout.ROOM, Layout.ROOM + recall());
        }
    }

    /** Whether a write would not be held. */
    boolean takes();

    /** Has go out what was written and waits for others, so that {@link #takes} tells of it too. */
    default void push() {}

    /**
     * Writes a part of the loop's buffer. What the other end does not take now is held, and {@link
     * User#drained} follows. Bytes for one that is gone are thrown away.
     *
     * @return how many it took at once, or threw away
     */
    int write(int from, int to);

    /**
     * Tells what became of bytes that were received, since that says how much to read at once: so
     * many of so many were taken where they went.
     */
    void passedOn(int taken, int of);

    /** Ends our stream in order, after what is held. */
    void finish();

    /** Sets, changes or takes away the pace at which it is read. */
    void pace(Pace.@Nullable Maker maker);

    /** Whether its pace alone keeps it from being read. */
    boolean isHeldBack();

    /**
     * Looks whether the other end has said anything, its end too, while nothing was expected. What
     * it said is lost. The loop's buffer stays as it is from where lines read to.
     */
    boolean isQuiet();

    /**
     * Whether it is as when it began: all that was written was taken by the other end's system or
     * ours, which is tried now for what waits for others, both streams go on, and nothing has come
     * that was not received, as far as is known here. The kernel is asked only if it has told of
     * more; as {@link #isQuiet} does.
     */
    boolean isClear();

    /** Lets go of it in order; as a reset if something is held. A second call does nothing. */
    void close();

    /** Breaks it off, so that nobody takes what was written for a whole message. Likewise. */
    void reset();

    /** Whether it is closed or reset. */
    boolean isClosed();

    /**
     * Whether the other end's stream has ended without the word that it ends, so that it may have
     * been cut short by whoever is on the way (RFC 8446 section 6.1).
     */
    default boolean isCutShort() {
        return false;
    }

    /** Whether nobody on the way can read or change what passes. */
    default boolean isSecure() {
        return false;
    }

    /** Whether it is one of several on a connection, which HTTP/2 alone has. */
    default boolean isShared() {
        return false;
    }

    /** Whether the other end has said that it did nothing with what was written, nor will. */
    default boolean isUntouched() {
        return false;
    }

    /** Whether it is a socket's own, so that it can be handed over. */
    default boolean isBare() {
        return false;
    }

    /** Gives up the socket underneath, for another protocol. Only of a bare one. */
    default Given handOver() {
        throw new IllegalStateException("this line has no socket of its own");
    }

    /**
     * A socket that was given up.
     *
     * @param unsent bytes that go out before anything else; whoever takes it drops it
     * @param unread bytes that came and nobody has used; likewise
     */
    record Given(Wire wire, @Nullable ByteBuf unsent, @Nullable ByteBuf unread) {}
}
