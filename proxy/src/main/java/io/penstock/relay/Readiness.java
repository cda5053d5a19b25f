package io.penstock.relay;

import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;
import org.jspecify.annotations.Nullable;

/**
 * What a socket's watcher wants, what the kernel has told, and what the kernel is asked for. On the
 * loop's thread.
 *
 * <p>To the watcher it looks like level-triggered epoll. The kernel, though, is asked with EPOLLET,
 * so it tells each change once, and what it told is kept here until a read or a write finds nothing
 * more. So what is wanted may change with every event without a system call; a connection costs one
 * {@code epoll_ctl} for each of its sockets.
 *
 * <ul>
 *   <li>A read that is not filled has taken all there was, and the next byte is a new change:
 *       unless a FIN (RDHUP) or an urgent byte (PRI) stands behind it, which stay to be read. Where
 *       it is a FIN alone, there is nothing to find by that read, and it may be passed on at once.
 *   <li>What was told before it was wanted, or is not used up, is asked for again: the kernel then
 *       tells all that holds, with the next round of events, so nobody starves the others.
 *   <li>OUT is asked for only where it is wanted, and not for long after: an event of IN alone is
 *       an object that Netty has made in advance.
 *   <li>Netty finds a socket by its number, so an event may be one of a socket that had the number
 *       before and was closed in the same round. Such an event is asked for again, too.
 *   <li>EPOLLET is never without another bit: for {@code NONE} Netty 4.2.18 takes a socket out of
 *       epoll and cannot put it in again.
 * </ul>
 */
final class Readiness {
    private static final int PRI = 0x2;
    private static final int RDHUP = 0x2000;
    private static final int ALWAYS = Events.IN | PRI | RDHUP;
    private static final int ENDS = Events.ERR | Events.HUP;
    private static final EpollIoOps WITHOUT_OUT = edge(ALWAYS);
    private static final EpollIoOps WITH_OUT = edge(ALWAYS | Events.OUT);

    /** Nobody watches: what happens is kept. */
    private static final int UNWATCHED = -1;

    /** So many events that tell of OUT in vain are cheaper than to ask for it no more. */
    private static final int SPARE = 4;

    private final Loop loop;
    private final Wire wire;
    private @Nullable IoRegistration registration;
    private int wanted = UNWATCHED;
    private int told;
    private boolean asksForOut;
    private int inVain;
    private long bornIn;
    private boolean telling;
    private boolean broken; // by a reset, say

    Readiness(Loop loop, Wire wire) {
        this.loop = loop;
        this.wire = wire;
    }

    /** The watcher wants to be told of these from now on. */
    void want(int events) {
        wanted = events;
        if (registration == null) {
            registration = loop.register(wire);
            bornIn = loop.round();
            ask((events & Events.OUT) != 0);
        } else if ((events & Events.OUT) != 0 && !asksForOut) {
            ask(true);
        } else if (!telling && (told & (events | ENDS)) != 0) {
            ask(asksForOut);
        }
    }

    /** There is no watcher for now. */
    void suspend() {
        wanted = UNWATCHED;
    }

    /**
     * Takes in what the kernel tells.
     *
     * @return what the watcher is to be told now, and {@link #settle} after it; 0 for nothing
     */
    int hear(int events) {
        if (registration != null && bornIn == loop.round()) {
            ask(asksForOut);
            return 0;
        }
        told |= events;
        broken |= (events & Events.ERR) != 0;
        if (wanted == UNWATCHED) {
            return 0;
        }
        int news = told & (wanted | ENDS);
        told &= ~ENDS;
        telling = true;
        return news;
    }

    /** The watcher has done what it would. */
    void settle() {
        telling = false;
        if (wanted == UNWATCHED) {
            return;
        }
        if ((told & wanted) != 0) {
            ask(asksForOut);
        } else if (asksForOut && (wanted & Events.OUT) == 0 && ++inVain == SPARE) {
            ask(false);
        }
    }

    /** Whether that was told, and is not used up. */
    boolean has(int event) {
        return (told & event) != 0;
    }

    /** Whether the FIN is there: nothing urgent before it, and no reset, which looks alike. */
    boolean isEnding() {
        return !broken && (told & (RDHUP | PRI)) == RDHUP;
    }

    /** A read has taken so many bytes, and that is all there was; not positive for the end. */
    void emptied(int bytes) {
        if (bytes <= 0) {
            told &= ~ALWAYS;
        } else if ((told & (RDHUP | PRI)) == 0) {
            told &= ~Events.IN;
        }
    }

    /** A write was not taken whole. */
    void filled() {
        told &= ~Events.OUT;
    }

    /** The socket is closed. */
    void cancel() {
        if (registration != null) {
            registration.cancel();
        }
    }

    /** Has the kernel tell all that holds now, once more, and from now on what changes. */
    private void ask(boolean out) {
        asksForOut = out;
        inVain = 0;
        if (registration != null) {
            registration.submit(out ? WITH_OUT : WITHOUT_OUT);
        }
    }

    private static EpollIoOps edge(int events) {
        return EpollIoOps.valueOf(events).with(EpollIoOps.EPOLLET);
    }
}
