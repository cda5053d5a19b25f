package io.penstock.http;

/**
 * How much the framing of a chunked body may be; the content itself has no limit.
 *
 * @param extension bytes of one chunk's extensions
 * @param trailerBytes of all trailer fields together
 * @param trailers fields
 */
public record BodyLimits(int extension, int trailerBytes, int trailers) {
    /** Enough for signed chunks and for what gRPC says at the end. */
    public static final BodyLimits DEFAULT = new BodyLimits(512, 8 << 10, 64);

    /**
     * @throws IllegalArgumentException if a limit is negative or lets no trailer pass
     */
    public BodyLimits {
        if (extension < 0 || trailerBytes < 1 || trailers < 1) {
            throw new IllegalArgumentException(
                    "limits of a body are not negative, and let one trailer pass");
        }
    }
}
