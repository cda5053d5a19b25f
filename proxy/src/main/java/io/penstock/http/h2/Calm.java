package io.penstock.http.h2;

import static io.netty.handler.codec.http2.Http2Exception.connectionError;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.penstock.relay.Loop;

/**
 * Bounds the frames that carry nothing: settings, pings, priorities, windows, what nobody knows. A
 * peer has so many of them each tick, and some for each frame that carries something; who sends
 * more is given up (RFC 9113 section 10.5). Of one connection, on its loop.
 */
final class Calm {
    private static final int EACH_TICK = 1000;

    /** Frames that one of work allows: at least a window of its stream and one of all. */
    private static final int OF_WORK = 10;

    /** A frame of less may be answered by a window of its own, whatever it is a part of. */
    private static final int SMALL_FRAME = 1024;

    private final Loop loop;
    private long tick;
    private int left = EACH_TICK;

    Calm(Loop loop) {
        this.loop = loop;
        this.tick = loop.tick();
    }

    /**
     * A frame has come that carries nothing.
     *
     * @throws Http2Exception if that is one too many, which ends the connection
     */
    void idle() throws Http2Exception {
        if (left == 0 && loop.tick() != tick) {
            tick = loop.tick();
            left = EACH_TICK;
        }
        if (left == 0) {
            throw connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many frames for nothing");
        }
        left--;
    }

    /** Something was said, by either side: a head, or so many bytes of a body. */
    void work(int bytes) {
        left = Math.min(EACH_TICK, left + OF_WORK + bytes / SMALL_FRAME);
    }
}
