package io.penstock.http;

import io.penstock.http.line.Line;

/**
 * Whether a connection to a resource may carry another request. The next one on it must not be read
 * as a part of the one before, nor an answer be taken for another's: so it is asked of the
 * connection itself, which knows what was said on it and what is on its way, and of nobody who uses
 * it. On its loop.
 */
final class Fitness {
    private enum Talk {
        /** Nothing was said on it yet. */
        NEW,
        /** A request is being sent or answered. */
        UNDER_WAY,
        /** The request was written whole. */
        ASKED,
        /** The answer was read whole, and the request was not written so. */
        ANSWERED,
        /** Both were. */
        WHOLE
    }

    private final Line line;
    private Talk talk = Talk.NEW;
    private boolean once;
    private boolean reused;

    Fitness(Line line) {
        this.line = line;
    }

    /** It carries nothing after this: by what a side has said of it or done with it, or by kind. */
    void once() {
        once = true;
    }

    /**
     * It is one of several on a connection, and carries nothing but one request.
     *
     * @param more whether the connection has carried others
     */
    void onceOf(boolean more) {
        once = true;
        reused = more;
    }

    /** A request begins. */
    void asked() {
        if (!isBetween()) {
            throw new IllegalStateException("what was said before is not whole: " + line);
        }
        reused |= talk == Talk.WHOLE;
        talk = Talk.UNDER_WAY;
    }

    /** All of the request was written to the line, which may still hold some of it. */
    void saidAll() {
        talk =
                switch (talk) {
                    case UNDER_WAY, ASKED -> Talk.ASKED;
                    case ANSWERED, WHOLE -> Talk.WHOLE;
                    case NEW -> throw new IllegalStateException("nobody has asked: " + line);
                };
    }

    /**
     * All of the answer was read.
     *
     * @param more whether something came with it: whoever says more is not asked again
     */
    void heardAll(boolean more) {
        once |= more;
        talk =
                switch (talk) {
                    case UNDER_WAY, ANSWERED -> Talk.ANSWERED;
                    case ASKED, WHOLE -> Talk.WHOLE;
                    case NEW -> throw new IllegalStateException("nobody has asked: " + line);
                };
    }

    /** Whether no message has begun that did not end. */
    boolean isBetween() {
        return switch (talk) {
            case NEW, WHOLE -> true;
            case UNDER_WAY, ASKED, ANSWERED -> false;
        };
    }

    /** Whether it has carried a request before the one that it carries. */
    boolean isReused() {
        return reused;
    }

    /** Whether it may carry another: nothing is under way on it, and nothing is left behind. */
    boolean isGood() {
        return isBetween() && !once && !line.isClosed() && line.isClear();
    }
}
