package io.penstock.http;

import io.netty.buffer.ByteBuf;
import io.penstock.http.message.Body;
import io.penstock.http.message.Framing;
import io.penstock.http.message.Malformed;
import io.penstock.http.message.ResponseHead;
import io.penstock.resource.HttpLimits;

/**
 * The bodies of answers on one connection to a resource, as they pass to whoever asked: as they
 * are, or without their chunks for a client that knows of none. On its loop.
 */
final class AnswerBody {
    private final ByteBuf buffer;
    private final Body body;
    private boolean unframed;

    /**
     * Of answers with these limits.
     *
     * @param buffer the loop's
     */
    AnswerBody(ByteBuf buffer, HttpLimits limits) {
        this.buffer = buffer;
        this.body = new Body(limits);
    }

    /**
     * The body behind a head begins.
     *
     * @param minor the version of HTTP/1 that the client speaks
     */
    void begin(ResponseHead head, int minor) {
        body.begin(head.framing(), head.contentLength());
        unframed = head.framing() == Framing.CHUNKED && minor == 0;
    }

    /** Whether its chunks are taken away, so that it ends with the client's connection. */
    boolean isUnframed() {
        return unframed;
    }

    /** Whether all of it has come. */
    boolean isDone() {
        return body.isDone();
    }

    /** The connection has ended; whether that makes it whole. */
    boolean end() {
        return body.end();
    }

    /** What is wrong with it. */
    Malformed malformed() {
        return body.malformed();
    }

    /**
     * Passes a part of it on, and what is written right before it.
     *
     * @param start where that begins
     * @return where the body ends, or what there is of it; negative if it is malformed
     */
    int pass(Exchange to, Upstream by, int start, int begin, int end) {
        if (unframed) {
            to.write(by, start, begin);
            return passContent(to, by, begin, end);
        }
        int stop = body.walk(buffer, begin, end);
        if (stop >= 0) {
            to.write(by, start, stop);
        }
        return stop;
    }

    private int passContent(Exchange to, Upstream by, int begin, int end) {
        int at = begin;
        while (at >= 0 && at < end && !body.isDone()) {
            at = body.step(buffer, at, end);
            if (at >= 0) {
                to.write(by, body.dataFrom(), body.dataTo());
            }
        }
        return at;
    }
}
