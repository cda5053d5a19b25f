package io.penstock.http;

import org.jspecify.annotations.Nullable;

/** What there is to tell about one exchange. Grows until it is over. On its loop. */
public final class Facts {
    private final long startedNanos;
    private final String version;
    private @Nullable Refusal refusal;
    private @Nullable String detail;
    private @Nullable String trace;
    private long bytesFromClient;
    private long bytesFromResource;
    private long firstByteNanos;
    private int status;
    private int tries;

    Facts(long startedNanos, String version) {
        this.startedNanos = startedNanos;
        this.version = version;
    }

    /** The version of HTTP that the client spoke: 1.0, 1.1 or 2. */
    public String version() {
        return version;
    }

    /** When the request's head was whole, of the monotonic clock. */
    public long startedNanos() {
        return startedNanos;
    }

    /** When the first byte of an answer came; 0 if none did. */
    public long firstByteNanos() {
        return firstByteNanos;
    }

    /** The status that the client was given; 0 if it was given none. */
    public int status() {
        return status;
    }

    /** Why Penstock answered itself; null if it did not. */
    public @Nullable Refusal refusal() {
        return refusal;
    }

    /** For the log: what was wrong. */
    public @Nullable String detail() {
        return detail;
    }

    /** The trace that it belongs to, 32 hex digits; null if it was not sent. */
    public @Nullable String trace() {
        return trace;
    }

    /** Bytes that the resource was sent: head and body. */
    public long bytesFromClient() {
        return bytesFromClient;
    }

    /** Bytes of the resource's answer: head and body. */
    public long bytesFromResource() {
        return bytesFromResource;
    }

    /** How often it was sent once more. */
    public int retries() {
        return Math.max(tries - 1, 0);
    }

    boolean isFirstTry() {
        return tries == 0;
    }

    void tried() {
        tries++;
    }

    void sent(int bytes) {
        bytesFromClient += bytes;
    }

    void got(int bytes) {
        bytesFromResource += bytes;
    }

    void heard(long nanos) {
        firstByteNanos = nanos;
    }

    void answered(int with) {
        status = with;
    }

    void refused(Refusal why, int with) {
        refusal = why;
        status = with;
    }

    void because(String text) {
        detail = text;
    }

    void follows(String traceId) {
        trace = traceId;
    }
}
