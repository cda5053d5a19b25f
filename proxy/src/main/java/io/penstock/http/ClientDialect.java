package io.penstock.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** Requests go, answers come. */
final class ClientDialect implements Dialect {
    private final Desk desk;
    private final boolean secure;
    private boolean toHead;
    private @Nullable RequestHead head;

    /**
     * Of one request.
     *
     * @param secure whether it goes over TLS
     */
    ClientDialect(Desk desk, boolean secure) {
        this.desk = desk;
        this.secure = secure;
    }

    @Override
    public HeadText.@Nullable Framed textOf(HeadText text, Http2Headers headers, boolean end) {
        return text.answer(headers, end, toHead);
    }

    @Override
    public boolean isInterim(Http2Headers headers) {
        var status = headers.status();
        return status != null && !status.isEmpty() && status.charAt(0) == '1';
    }

    private RequestHead head() {
        if (head == null) {
            head = desk.takeRequestHead(Desk.OURS);
        }
        return head;
    }

    @Override
    public Progress readHead(ByteBuf memory, int from, int to) {
        return head().read(memory, from, to);
    }

    @Override
    public int headEnd() {
        return head().end();
    }

    @Override
    public Http2Headers headers() {
        toHead = head().method() == Method.HEAD;
        return HeadFrames.request(head(), secure);
    }

    @Override
    public boolean isInterim() {
        return false;
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
