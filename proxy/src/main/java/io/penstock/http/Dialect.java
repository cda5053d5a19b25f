package io.penstock.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/**
 * Which messages come on a stream and which go: requests and answers at a server, the other way
 * round at a client. Of one stream.
 */
interface Dialect {
    /** Writes a head that has come; null if it is malformed. */
    HeadText.@Nullable Framed textOf(HeadText text, Http2Headers headers, boolean end);

    /** Whether another head follows one that has come. */
    boolean isInterim(Http2Headers headers);

    /** Reads on in a head that is to go. */
    Progress readHead(ByteBuf memory, int from, int to);

    /** Where the head that was read ended. */
    int headEnd();

    /** Makes the frame of the head that was read. */
    Http2Headers headers();

    /** Whether another one follows it. */
    boolean isInterim();

    /** How its body is framed. */
    Framing framing();

    long contentLength();

    /** Gives back what was needed to read heads; a second call does nothing. */
    void done();
}
