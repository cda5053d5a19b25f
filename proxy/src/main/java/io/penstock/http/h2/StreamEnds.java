package io.penstock.http.h2;

import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Stream;

/** Tells which streams are no more. */
final class StreamEnds extends Http2ConnectionAdapter {
    private final Streams streams;

    StreamEnds(Streams streams) {
        this.streams = streams;
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        if (stream.isResetSent()) {
            streams.reset(stream.id(), false); // by the codec: the other side broke a rule
        } else {
            streams.closed(stream.id());
        }
    }
}
