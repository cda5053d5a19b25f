package io.penstock.http.message;

import io.penstock.resource.Forwarding;
import io.penstock.resource.NameRule;
import org.jspecify.annotations.Nullable;

/**
 * Writes the head of a request as the resource is to have it (RFC 9110 section 7.6): in HTTP/1.1,
 * without what was meant for us alone, its framing said anew in one way, with the resource's Host,
 * Via, who the client is, and a traceparent. Everything else stays as it is, in its order. One for
 * each loop.
 */
public final class RequestWriter {
    private final Out out = new Out();
    private final Appends appends;

    /**
     * @param name what this relay is called in Via: a token
     */
    public RequestWriter(String name) {
        appends = new Appends(out, name);
    }

    /**
     * Writes it.
     *
     * @param request a head that is whole
     * @param trace 55 bytes of a traceparent where the request has no valid one; null to add none
     * @param close whether the resource is to close the connection after its answer; not for
     *     upgrades
     * @return what was written; good until the next call
     */
    public Out write(
            RequestHead request,
            HeadRules rules,
            Sender sender,
            byte @Nullable [] trace,
            boolean close) {
        out.clear();
        line(request);
        host(request, rules);
        appends.find(request.fields(), rules.forwarding());
        fields(request, rules, sender, trace != null);
        hops(request);
        framing(request);
        connection(request, close);
        appends.writeNew(request, rules, sender);
        if (trace != null) {
            out.put(Word.TRACEPARENT).put(trace).put(Word.CRLF);
        }
        return out.put(Word.CRLF);
    }

    private void line(RequestHead request) {
        byte[] b = request.head().bytes();
        var target = request.target();
        out.put(b, request.methodFrom(), request.methodTo()).put(' ');
        if (target.needsSlash(b)) {
            boolean server = request.method() == Method.OPTIONS && target.from() == target.to();
            out.put(server ? '*' : '/');
        }
        out.put(b, target.from(), target.to()).put(Word.HTTP_1_1);
    }

    private void host(RequestHead request, HeadRules rules) {
        out.put(Word.HOST);
        if (rules.names().host() == NameRule.PRESERVE && request.hostTo() > request.hostFrom()) {
            out.put(request.head().bytes(), request.hostFrom(), request.hostTo());
        } else {
            out.put(rules.origin().authority());
        }
        out.put(Word.CRLF);
    }

    private void fields(RequestHead request, HeadRules rules, Sender sender, boolean newTrace) {
        var fields = request.fields();
        var splice = new Splice(out, fields);
        for (int i = 0; i < fields.count(); i++) {
            var name = fields.name(i);
            if (name == FieldName.OTHER && !fields.isForThisHop(i)) {
                continue;
            }
            if (appends.isHere(i)) {
                splice.beginAppend(i);
                appends.write(name, request, sender);
                splice.endValue();
            } else if (!keeps(request, rules, i, newTrace)) {
                splice.drop(i);
            }
        }
        splice.end();
    }

    private static boolean keeps(RequestHead request, HeadRules rules, int i, boolean newTrace) {
        var fields = request.fields();
        return switch (fields.name(i)) {
            case HOST -> false;
            case UPGRADE -> request.upgrades();
            case EXPECT -> request.expectsContinue();
            case MAX_FORWARDS -> RequestBounds.hopsLeft(request) == RequestBounds.NO_BOUND;
            case TRAILER -> request.framing() == Framing.CHUNKED;
            case TRACEPARENT, TRACESTATE -> !newTrace;
            // Nobody takes away what proxies before have said of him by naming it in Connection.
            case FORWARDED, X_FORWARDED_FOR, X_FORWARDED_HOST, X_FORWARDED_PROTO ->
                    rules.forwarding() != Forwarding.REPLACE;
            case VIA -> true;
            default -> fields.passes(i);
        };
    }

    private void hops(RequestHead request) {
        int left = RequestBounds.hopsLeft(request);
        if (left > 0) {
            out.put(Word.MAX_FORWARDS).put((long) left - 1).put(Word.CRLF);
        }
    }

    private void framing(RequestHead request) {
        if (request.framing() == Framing.CHUNKED) {
            out.put(Word.CHUNKED);
        } else if (request.contentLength() >= 0) {
            out.put(Word.CONTENT_LENGTH).put(request.contentLength()).put(Word.CRLF);
        }
    }

    private void connection(RequestHead request, boolean close) {
        boolean te = request.acceptsTrailers();
        boolean upgrade = request.upgrades();
        if (te) {
            out.put(Word.TE);
        }
        new HopLine(out)
                .name(close && !upgrade, Word.CLOSE)
                .name(upgrade, Word.UPGRADE)
                .name(te, Word.NAMES_TE)
                .end();
    }
}
