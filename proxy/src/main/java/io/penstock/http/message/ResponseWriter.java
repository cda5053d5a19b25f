package io.penstock.http.message;

/**
 * Writes the head of an answer as the client is to have it: in HTTP/1.1, without what was meant for
 * us alone, its framing said anew in one way, with Via, and without the resource's own names where
 * that is asked for. Everything else stays as it is, in its order. One for each loop.
 */
public final class ResponseWriter {
    private static final int UPGRADE_REQUIRED = 426;

    private final Out out = new Out();
    private final byte[] name;

    /**
     * @param name what this relay is called in Via: a token
     */
    public ResponseWriter(String name) {
        this.name = Ascii.bytes(name);
    }

    /**
     * Writes it.
     *
     * @param response a head that is whole
     * @param toldTls what {@link HeadRules#tellsTls} said of its request
     * @param persistence what it says of the connection; an interim one says nothing
     * @param unframed whether the reader is of HTTP/1.0, which knows no chunks: a chunked body is
     *     then to be sent as {@link Body#step} gives it, and to end with the connection
     * @return what was written; good until the next call
     */
    public Out write(
            ResponseHead response,
            HeadRules rules,
            boolean toldTls,
            Persistence persistence,
            boolean unframed) {
        out.clear();
        out.put(Word.STATUS).put(response.status()).put(' ');
        out.put(response.head().bytes(), response.reasonFrom(), response.reasonTo());
        out.put(Word.CRLF);
        int via = lastVia(response.fields());
        fields(response, rules, toldTls, via, unframed);
        if (response.hasLength()) {
            framing(response, unframed);
        }
        connection(response, persistence);
        if (via < 0) {
            out.put(Word.VIA);
            via(response).put(Word.CRLF);
        }
        return out.put(Word.CRLF);
    }

    private static int lastVia(Fields fields) {
        int last = -1;
        for (int i = 0; i < fields.count(); i++) {
            if (fields.name(i) == FieldName.VIA && fields.valueFrom(i) < fields.valueTo(i)) {
                last = i;
            }
        }
        return last;
    }

    private void fields(
            ResponseHead response, HeadRules rules, boolean toldTls, int via, boolean unframed) {
        var fields = response.fields();
        var splice = new Splice(out, fields);
        for (int i = 0; i < fields.count(); i++) {
            if (fields.name(i) == FieldName.OTHER && !fields.isForThisHop(i)) {
                continue;
            }
            if (i == via) {
                splice.beginAppend(i);
                via(response);
                splice.endValue();
            } else if (!keeps(response, i, unframed)) {
                splice.drop(i);
            } else if (OwnNames.isIn(fields.name(i), rules.names())) {
                splice.beginValue(i);
                OwnNames.write(out, fields, i, rules.origin(), toldTls);
                splice.endValue();
            }
        }
        splice.end();
    }

    private Out via(ResponseHead response) {
        return Appends.via(out, response.cameByHttp2(), response.head().minor(), name);
    }

    private static boolean keeps(ResponseHead response, int i, boolean unframed) {
        var fields = response.fields();
        return switch (fields.name(i)) {
            case UPGRADE -> saysUpgrade(response);
            case TRAILER -> response.framing() == Framing.CHUNKED && !unframed;
            case VIA -> true;
            default -> fields.passes(i);
        };
    }

    /** Elsewhere it only tells what else is spoken, and that is between the resource and us. */
    private static boolean saysUpgrade(ResponseHead response) {
        return response.switchesProtocols() || response.status() == UPGRADE_REQUIRED;
    }

    private void framing(ResponseHead response, boolean unframed) {
        if (response.head().isChunked()) {
            if (!unframed) {
                out.put(Word.CHUNKED);
            }
        } else if (response.contentLength() >= 0) {
            out.put(Word.CONTENT_LENGTH).put(response.contentLength()).put(Word.CRLF);
        }
    }

    private void connection(ResponseHead response, Persistence persistence) {
        boolean last = !response.isInterim() && !response.switchesProtocols();
        new HopLine(out)
                .name(last && persistence == Persistence.CLOSE, Word.CLOSE)
                .name(last && persistence == Persistence.KEEP_TOLD, Word.KEEP_ALIVE)
                .name(saysUpgrade(response), Word.UPGRADE)
                .end();
    }
}
