package io.penstock.accesslog;

import java.io.IOException;
import java.io.OutputStream;

/** Lines to a stream that somebody else closes: standard output. */
final class StreamSink implements Sink {
    private final OutputStream out;

    StreamSink(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        out.flush();
    }

    @Override
    public void look() {
        // There is nothing to look at.
    }

    @Override
    public void close() {
        // It is not ours.
    }
}
