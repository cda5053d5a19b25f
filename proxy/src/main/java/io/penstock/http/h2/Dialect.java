package io.penstock.http.h2;

import io.netty.handler.codec.http2.Http2Headers;
import io.penstock.http.message.MessageHead;
import org.jspecify.annotations.Nullable;

/**
 * Which messages come on a stream and which go: requests and answers at a server, the other way
 * round at a client. Of one stream.
 */
sealed interface Dialect permits ClientDialect, ServerDialect {
    /** Writes a head that has come; null if it is malformed. */
    HeadText.@Nullable Framed textOf(HeadText text, Http2Headers headers, boolean end);

    /** Whether another head follows one that has come. */
    boolean isInterim(Http2Headers headers);

    /** The head that is to go, as it is being read; the next one after {@link #done}. */
    MessageHead head();

    /** Writes that head as it goes, once it is whole. */
    void writeTo(HeadBlock block);

    /** Gives that head back; a second call does nothing. */
    void done();
}
