package io.penstock.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** Requests come, answers go. */
final class ServerDialect implements Dialect {
    private final Desk desk;
    private Method method = Method.OTHER;
    private @Nullable ResponseHead head;
    private boolean read;

    ServerDialect(Desk desk) {
        this.desk = desk;
    }

    @Override
    public HeadText.@Nullable Framed textOf(HeadText text, Http2Headers headers, boolean end) {
        var asked = headers.method();
        if (asked != null) {
            byte[] name = Ascii.bytes(asked.toString());
            method = Method.of(name, 0, name.length);
        }
        return text.request(headers, end);
    }

    @Override
    public boolean isInterim(Http2Headers headers) {
        return false;
    }

    private ResponseHead head() {
        if (head == null) {
            head = desk.takeOwnHead(method);
        }
        return head;
    }

    @Override
    public Progress readHead(ByteBuf memory, int from, int to) {
        if (read) {
            head().clear(Desk.OURS, method, false); // another follows an interim one
        }
        var progress = head().read(memory, from, to);
        read = progress == Progress.DONE;
        return progress;
    }

    @Override
    public int headEnd() {
        return head().end();
    }

    @Override
    public Http2Headers headers() {
        return HeadFrames.answer(head());
    }

    @Override
    public boolean isInterim() {
        return head().isInterim();
    }

    @Override
    public Framing framing() {
        return head().framing();
    }

    @Override
    public long contentLength() {
        return head().contentLength();
    }

    @Override
    public void done() {
        if (head != null) {
            desk.giveBack(head);
            head = null;
        }
    }
}
