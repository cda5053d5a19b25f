package io.penstock.http.h2;

import io.netty.handler.codec.http2.Http2Headers;
import io.penstock.http.message.Heads;
import io.penstock.http.message.Method;
import io.penstock.http.message.RequestHead;
import org.jspecify.annotations.Nullable;

/** Requests go, answers come. */
final class ClientDialect implements Dialect {
    private final Heads heads;
    private final boolean secure;
    private boolean toHead;
    private @Nullable RequestHead head;

    /**
     * Of one request.
     *
     * @param secure whether it goes over TLS
     */
    ClientDialect(Heads heads, boolean secure) {
        this.heads = heads;
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

    @Override
    public RequestHead head() {
        if (head == null) {
            head = heads.takeOwnRequest();
        }
        return head;
    }

    @Override
    public void writeTo(HeadBlock block) {
        toHead = head().method() == Method.HEAD;
        block.request(head(), secure);
    }

    @Override
    public void done() {
        if (head != null) {
            heads.giveBack(head);
            head = null;
        }
    }
}
