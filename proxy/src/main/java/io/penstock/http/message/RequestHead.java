package io.penstock.http.message;

import io.netty.buffer.ByteBuf;
import io.penstock.resource.HttpLimits;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request (RFC 9112 section 3). One serves all requests of a loop, one after the
 * other; a connection whose head is not whole keeps the one that has read the beginning, and the
 * loop takes another. Nothing is allocated for a request but where it says so.
 */
public final class RequestHead implements MessageHead {
    /** Longer than any method that is registered. */
    private static final int MOST_IN_METHOD = 32;

    /** Left over from a request before (RFC 9112 section 2.2). */
    private static final int MOST_EMPTY_LINES = 4;

    private static final byte[] CONTINUE = Ascii.bytes("100-continue");
    private static final byte[] TRAILERS = Ascii.bytes("trailers");
    private static final byte[] H2C = Ascii.bytes("h2c");
    private static final int VERSION_BYTES = 8;

    private final Head head = new Head(new Judge());
    private final Target target = new Target();
    private Method method = Method.OTHER;
    private int mostInTarget;
    private int methodFrom;
    private int methodTo;
    private int host;
    private int hostFrom;
    private int hostTo;
    private int upgrade;
    private int traceparents;
    private int traceparent;
    private boolean plainUpgrade;
    private boolean expectsContinue;
    private boolean acceptsTrailers;

    /**
     * Makes ready for the next request; to be called before the first {@link #read} of each.
     *
     * @param limits of it; those on streams do not matter here
     */
    RequestHead clear(HttpLimits limits) {
        head.clear(limits);
        mostInTarget = limits.uriBytes();
        host = -1;
        hostFrom = 0;
        hostTo = 0;
        upgrade = -1;
        plainUpgrade = true;
        traceparents = 0;
        expectsContinue = false;
        acceptsTrailers = false;
        return this;
    }

    @Override
    public Progress read(ByteBuf source, int from, int to) {
        return head.read(source, from, to);
    }

    /** What is particular to requests. */
    private final class Judge implements Head.Kind {
        @Override
        public @Nullable Malformed emptyLine(int ordinal) {
            return ordinal > MOST_EMPTY_LINES ? Malformed.EMPTY_LINES : null;
        }

        @Override
        public @Nullable Malformed longFirstLine(int bytes) {
            return bytes > mostInTarget + MOST_IN_METHOD + VERSION_BYTES + 2
                    ? Malformed.TARGET_TOO_LONG
                    : null;
        }

        @Override
        public @Nullable Malformed firstLine(int from, int to) {
            byte[] b = head.bytes();
            int at = from;
            while (at < to && Ascii.isToken(b[at])) {
                at++;
            }
            if (at == from || at == to || b[at] != ' ') {
                return at == from || at < to ? Malformed.METHOD : Malformed.REQUEST_LINE;
            }
            if (at - from > MOST_IN_METHOD) {
                return Malformed.METHOD_TOO_LONG;
            }
            method = Method.of(b, from, at);
            methodFrom = from;
            methodTo = at;
            int start = ++at;
            while (at < to && Ascii.isTarget(b[at])) {
                at++;
            }
            if (at - start > mostInTarget) {
                return Malformed.TARGET_TOO_LONG;
            }
            if (at == start || at == to || b[at] != ' ') {
                return at < to && at > start ? Malformed.TARGET : Malformed.REQUEST_LINE;
            }
            var wrong = head.version(at + 1, to);
            if (wrong == null && method == Method.CONNECT) {
                wrong = Malformed.CONNECT;
            }
            return wrong == null ? target.read(b, start, at, method) : wrong;
        }

        @Override
        public @Nullable Malformed field(FieldName name, int field) {
            switch (name) {
                case HOST -> {
                    if (host >= 0) {
                        return Malformed.TWO_HOSTS;
                    }
                    host = field;
                    return Authority.check(
                            head.bytes(),
                            head.fields().valueFrom(field),
                            head.fields().valueTo(field));
                }
                case EXPECT -> {
                    if (!head.fields().valueIs(field, CONTINUE)) {
                        return Malformed.EXPECTATION;
                    }
                    expectsContinue = head.minor() > 0;
                }
                case UPGRADE -> {
                    upgrade = field;
                    plainUpgrade &= !head.fields().lists(field, H2C);
                }
                case TE -> acceptsTrailers |= head.fields().lists(field, TRAILERS);
                case TRACEPARENT -> {
                    traceparents++;
                    traceparent = field;
                }
                default -> {}
            }
            return null;
        }

        @Override
        public @Nullable Malformed whole() {
            if (target.namesHost()) {
                hostFrom = target.hostFrom();
                hostTo = target.hostTo();
            }
            if (host < 0) {
                return head.minor() > 0 ? Malformed.NO_HOST : null;
            }
            int from = head.fields().valueFrom(host);
            int to = head.fields().valueTo(host);
            if (target.namesHost()) {
                return Authority.same(head.bytes(), hostFrom, hostTo, from, to, target.schemePort())
                        ? null
                        : Malformed.HOSTS_DIFFER;
            }
            hostFrom = from;
            hostTo = to;
            return null;
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

    /** The method, or OTHER: see {@link #methodName}. */
    public Method method() {
        return method;
    }

    /** The minor version: 0 or 1. */
    public int minor() {
        return head.minor();
    }

    /** Whether the client keeps the connection open for another request. */
    public boolean persists() {
        return head.persists();
    }

    /** Whether the client waits for a 100 before it sends the body; never in HTTP/1.0. */
    boolean expectsContinue() {
        return expectsContinue;
    }

    /** Whether the client can read trailers, and said so. */
    public boolean acceptsTrailers() {
        return acceptsTrailers;
    }

    /**
     * Whether the request asks for another protocol, and is passed on so. Not with a body, which
     * two readers could end at two places, not in HTTP/1.0, and not to HTTP/2 without TLS: that
     * would take the requests behind it out of our sight. Such an Upgrade is left out, as RFC 9110
     * section 7.8 allows.
     */
    public boolean upgrades() {
        return upgrade >= 0
                && plainUpgrade
                && head.minor() > 0
                && head.namesUpgrade()
                && framing() == Framing.NONE;
    }

    /** Never another: a request is one head. */
    @Override
    public boolean isInterim() {
        return false;
    }

    @Override
    public Fields fields() {
        return head.fields();
    }

    @Override
    public Framing framing() {
        if (head.isChunked()) {
            return Framing.CHUNKED;
        }
        return head.contentLength() > 0 ? Framing.LENGTH : Framing.NONE;
    }

    @Override
    public long contentLength() {
        return head.contentLength();
    }

    /** Makes the id of the trace that it belongs to; null if it has no valid traceparent. */
    public @Nullable String traceId() {
        var fields = head.fields();
        return traceparents == 1 && Trace.isParent(fields, traceparent)
                ? Trace.id(fields, traceparent)
                : null;
    }

    /** Makes the host that is asked for, with its port if it names one; empty if none is. */
    public String host() {
        return text(hostFrom, hostTo);
    }

    /** Makes the beginning of the target as a text, for the log. */
    public String target(int most) {
        return text(target.from(), Math.min(target.to(), target.from() + most));
    }

    /** Makes the method as a text, for the log. */
    public String methodName() {
        return text(methodFrom, methodTo);
    }

    private String text(int from, int to) {
        return new String(head.bytes(), from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Where the path begins that is asked for; without a slash if a URL had none. */
    public int targetFrom() {
        return target.from();
    }

    public int targetTo() {
        return target.to();
    }

    Head head() {
        return head;
    }

    Target target() {
        return target;
    }

    public int methodFrom() {
        return methodFrom;
    }

    public int methodTo() {
        return methodTo;
    }

    /** Where the host begins that is asked for. */
    public int hostFrom() {
        return hostFrom;
    }

    public int hostTo() {
        return hostTo;
    }
}
