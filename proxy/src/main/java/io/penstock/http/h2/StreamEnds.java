package io.penstock.http.h2;

import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Stream;

/** Tells a session of streams that are no more. */
final class StreamEnds extends Http2ConnectionAdapter {
    private final Http2Session session;

    StreamEnds(Http2Session session) {
        this.session = session;
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        if (stream.isResetSent()) {
            session.streamReset(stream.id()); // by the codec: the other side broke a rule
        } else {
            session.streamClosed(stream.id());
        }
    }
}
