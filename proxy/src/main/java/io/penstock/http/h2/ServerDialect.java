package io.penstock.http.h2;

import io.netty.handler.codec.http2.Http2Headers;
import io.penstock.http.message.Ascii;
import io.penstock.http.message.Heads;
import io.penstock.http.message.Method;
import io.penstock.http.message.ResponseHead;
import org.jspecify.annotations.Nullable;

/** Requests come, answers go. */
final class ServerDialect implements Dialect {
    private final Heads heads;
    private Method method = Method.OTHER;
    private @Nullable ResponseHead head;

    ServerDialect(Heads heads) {
        this.heads = heads;
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

    @Override
    public ResponseHead head() {
        if (head == null) {
            head = heads.takeOwnAnswer(method);
        }
        return head;
    }

    @Override
    public void writeTo(HeadBlock block) {
        block.answer(head());
    }

    @Override
    public void done() {
        if (head != null) {
            heads.giveBack(head);
            head = null;
        }
    }
}
