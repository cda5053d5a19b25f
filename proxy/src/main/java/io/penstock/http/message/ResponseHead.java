package io.penstock.http.message;

import io.netty.buffer.ByteBuf;
import io.penstock.resource.HttpLimits;
import org.jspecify.annotations.Nullable;

/**
 * The head of an answer (RFC 9112 section 4), read as that of a request is. Where it is refused the
 * client gets a 502.
 */
public final class ResponseHead implements MessageHead {
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;
    private static final int VERSION_BYTES = 8;
    private static final int STATUS_TO = 12;

    private final Head head = new Head(new Judge());
    private boolean toHead;
    private boolean upgradeAsked;
    private boolean http2;
    private int status;
    private int reasonFrom;
    private int reasonTo;

    /**
     * Makes ready for the next answer, an interim one too, to a request of that kind.
     *
     * @param limits of the answer, as of requests
     * @param request the request's method
     * @param upgradeAsked whether the request asked for another protocol
     * @param http2 whether the answer comes by HTTP/2
     */
    ResponseHead clear(HttpLimits limits, Method request, boolean upgradeAsked, boolean http2) {
        head.clear(limits);
        this.toHead = request == Method.HEAD;
        this.upgradeAsked = upgradeAsked;
        this.http2 = http2;
        return this;
    }

    @Override
    public Progress read(ByteBuf source, int from, int to) {
        return head.read(source, from, to);
    }

    /** What is particular to answers. */
    private final class Judge implements Head.Kind {
        @Override
        public @Nullable Malformed emptyLine(int ordinal) {
            return Malformed.STATUS_LINE;
        }

        @Override
        public @Nullable Malformed longFirstLine(int bytes) {
            return null;
        }

        @Override
        public @Nullable Malformed firstLine(int from, int to) {
            byte[] b = head.bytes();
            var wrong = head.version(from, Math.min(from + VERSION_BYTES, to));
            if (wrong != null) {
                return wrong == Malformed.VERSION ? Malformed.STATUS_LINE : wrong;
            }
            boolean shaped =
                    to - from >= STATUS_TO
                            && b[from + VERSION_BYTES] == ' '
                            && b[from + 9] > '0'
                            && b[from + 9] <= '9'
                            && Ascii.isDigit(b[from + 10])
                            && Ascii.isDigit(b[from + 11])
                            && (to == from + STATUS_TO || b[from + STATUS_TO] == ' ');
            if (!shaped) {
                return Malformed.STATUS_LINE;
            }
            status = (b[from + 9] - '0') * 100 + (b[from + 10] - '0') * 10 + b[from + 11] - '0';
            reasonFrom = Math.min(from + STATUS_TO + 1, to);
            reasonTo = to;
            return null;
        }

        @Override
        public @Nullable Malformed field(FieldName name, int field) {
            return null;
        }

        @Override
        public @Nullable Malformed whole() {
            return status == SWITCHING_PROTOCOLS && !upgradeAsked
                    ? Malformed.NOT_ASKED_TO_SWITCH
                    : null;
        }
    }

    @Override
    public int end() {
        return head.end();
    }

    @Override
    public Malformed malformed() {
        return head.malformed();
    }

    /** 100 to 999. */
    public int status() {
        return status;
    }

    /** Not so after a 101. */
    @Override
    public boolean isInterim() {
        return status < OK && status != SWITCHING_PROTOCOLS;
    }

    /** Whether what follows is no longer HTTP. */
    public boolean switchesProtocols() {
        return status == SWITCHING_PROTOCOLS;
    }

    /** Whether the resource keeps the connection open; never if the body ends with it. */
    public boolean persists() {
        return head.persists() && framing() != Framing.TO_END;
    }

    @Override
    public Fields fields() {
        return head.fields();
    }

    @Override
    public Framing framing() {
        if (!mayHaveBody()) {
            return Framing.NONE;
        }
        if (head.isChunked()) {
            return Framing.CHUNKED;
        }
        if (head.contentLength() < 0) {
            return Framing.TO_END;
        }
        return head.contentLength() > 0 ? Framing.LENGTH : Framing.NONE;
    }

    /** Whether such an answer to such a request has one. */
    private boolean mayHaveBody() {
        return !toHead && hasLength() && status != NOT_MODIFIED;
    }

    /**
     * Whether fields of framing mean anything in an answer of that status (RFC 9110 section 8.6).
     */
    boolean hasLength() {
        return status >= OK && status != NO_CONTENT;
    }

    @Override
    public long contentLength() {
        return head.contentLength();
    }

    /** Whether it came by HTTP/2, though it is read as text of HTTP/1.1. */
    boolean cameByHttp2() {
        return http2;
    }

    Head head() {
        return head;
    }

    int reasonFrom() {
        return reasonFrom;
    }

    int reasonTo() {
        return reasonTo;
    }
}
