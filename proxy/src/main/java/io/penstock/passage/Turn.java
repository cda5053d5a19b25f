package io.penstock.passage;

import io.penstock.relay.Pace;
import org.jspecify.annotations.Nullable;

/**
 * The pace of one direction of one connection: it reads while there is something left of every
 * limit that it is under, then waits in its loop's one queue for its turn. Confined to its loop.
 */
final class Turn implements Pace {
    /** Where it waits, and beside whom; {@link Turns} keeps them. */
    @Nullable Turns in;

    @Nullable Turn before;
    @Nullable Turn after;

    private final Pacer pacer;
    private final Share[] shares;
    private final Runnable resume;
    private Share tight; // the one of which there was least
    private @Nullable Share lacking; // the one that it waits for
    private boolean running;
    private long left;

    Turn(Pacer pacer, Share[] shares, Runnable resume) {
        this.pacer = pacer;
        this.shares = shares;
        this.tight = shares[0];
        this.resume = resume;
    }

    @Override
    public int grant(int wanted) {
        if (in != null) {
            return 0;
        }
        long most = running ? Math.min(wanted, left) : wanted;
        for (var share : shares) {
            long there = running ? share.left() : pacer.leftFor(share);
            if (there < most) {
                most = there;
                tight = share;
            }
        }
        if (most <= 0) {
            waitsFor(tight);
            pacer.queue(this, tight);
            return 0;
        }
        return (int) most;
    }

    private void waitsFor(Share share) {
        lacking = share;
        share.waits();
    }

    @Override
    public void took(int bytes) {
        left -= bytes;
        for (var share : shares) {
            share.took(bytes);
        }
    }

    @Override
    public void leave() {
        if (in != null) {
            in.remove(this);
            waitsNoMore();
        }
    }

    private void waitsNoMore() {
        if (lacking != null) {
            lacking.waitsNoMore();
            lacking = null;
        }
    }

    /** Whether something is left of every limit; if not, it waits for the one that lacks. */
    boolean canRun() {
        for (var share : shares) {
            if (pacer.leftInTurn(share) <= 0) {
                waitsNoMore();
                waitsFor(share);
                return false;
            }
        }
        return true;
    }

    /**
     * Takes its turn; it is out of the queue. If it wants more than that, it comes to the queue's
     * end.
     *
     * @return how many bytes it took
     */
    long run() {
        waitsNoMore();
        tight = shares[0];
        for (var share : shares) {
            tight = share.turn() < tight.turn() ? share : tight;
        }
        long most = tight.turn();
        left = most;
        running = true;
        try {
            resume.run();
        } finally {
            running = false;
        }
        return most - left;
    }
}
