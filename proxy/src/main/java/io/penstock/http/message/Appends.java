package io.penstock.http.message;

import io.penstock.resource.Forwarding;

/**
 * What a request says of its way so far, with this relay and its client added. A list grows at the
 * end of its last line rather than by a line of its own: many who read it read one line.
 */
final class Appends {
    private static final int NONE = -1;

    private final Out out;
    private final byte[] name;
    private int via;
    private int forwarded;
    private int forwardedFor;
    private boolean saysHost;
    private boolean saysScheme;

    /**
     * @param name what this relay is called in Via
     */
    Appends(Out out, String name) {
        this.out = out;
        this.name = Ascii.bytes(name);
    }

    /** Finds the lists of a head that grow. */
    void find(Fields fields, Forwarding forwarding) {
        via = NONE;
        forwarded = NONE;
        forwardedFor = NONE;
        saysHost = false;
        saysScheme = false;
        boolean grow = forwarding == Forwarding.APPEND;
        for (int i = 0; i < fields.count(); i++) {
            var name = fields.name(i);
            if (name == FieldName.OTHER || fields.valueFrom(i) == fields.valueTo(i)) {
                continue;
            }
            switch (name) {
                case VIA -> via = i;
                case FORWARDED -> forwarded = grow ? i : NONE;
                case X_FORWARDED_FOR -> forwardedFor = grow ? i : NONE;
                case X_FORWARDED_HOST -> saysHost = grow;
                case X_FORWARDED_PROTO -> saysScheme = grow;
                default -> {}
            }
        }
    }

    /** Whether this line is the one that grows. */
    boolean isHere(int field) {
        return field == via || field == forwarded || field == forwardedFor;
    }

    /** Writes one more element of that list. */
    void write(FieldName list, RequestHead request, Sender sender) {
        switch (list) {
            case VIA -> via(out, sender.speaksHttp2(), request.minor(), name);
            case FORWARDED -> forwarded(request, sender);
            case X_FORWARDED_FOR -> out.put(sender.address());
            default -> throw new IllegalArgumentException("no list that grows: " + list);
        }
    }

    /** Writes the lines of what has had none. */
    void writeNew(RequestHead request, HeadRules rules, Sender sender) {
        if (via == NONE) {
            out.put(Word.VIA);
            via(out, sender.speaksHttp2(), request.minor(), name).put(Word.CRLF);
        }
        if (rules.forwarding() == Forwarding.OFF) {
            return;
        }
        if (forwarded == NONE) {
            out.put(Word.FORWARDED);
            forwarded(request, sender);
            out.put(Word.CRLF);
        }
        if (forwardedFor == NONE) {
            out.put(Word.FORWARDED_FOR).put(sender.address()).put(Word.CRLF);
        }
        if (!saysScheme) {
            out.put(Word.FORWARDED_PROTO).put(sender.scheme()).put(Word.CRLF);
        }
        if (!saysHost && request.hostTo() > request.hostFrom()) {
            out.put(Word.FORWARDED_HOST);
            host(request);
            out.put(Word.CRLF);
        }
    }

    /** By which version it came to us (RFC 9110 section 7.6.3), and who we are. */
    static Out via(Out out, boolean http2, int minor, byte[] name) {
        if (http2) {
            out.put('2');
        } else {
            out.put(Word.VERSION).put((char) ('0' + minor));
        }
        return out.put(' ').put(name);
    }

    /** The host is quoted: its port's colon is no character of a token (RFC 7239 section 4). */
    private void forwarded(RequestHead request, Sender sender) {
        out.put(sender.node());
        if (request.hostTo() > request.hostFrom()) {
            out.put(Word.HOST_IS);
            host(request);
            out.put('"');
        }
        out.put(Word.SCHEME_IS).put(sender.scheme());
    }

    private void host(RequestHead request) {
        out.put(request.head().bytes(), request.hostFrom(), request.hostTo());
    }
}
