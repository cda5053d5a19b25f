package io.penstock.resource;

/**
 * How large the parts of a message may be ({@code options.http.limits}).
 *
 * @param headerBytes of a whole head, or of trailers: names and values as they are written
 * @param headers fields in a head, or in trailers
 * @param uriBytes of a request's target
 * @param streams HTTP/2: requests at one time on one of a client's connections
 */
public record HttpLimits(int headerBytes, int headers, int uriBytes, int streams) {
    /** What holds where a configuration says nothing. */
    public static final HttpLimits DEFAULT = new HttpLimits(16 << 10, 128, 8 << 10, 100);

    /** Of each bound the larger one. */
    public HttpLimits larger(HttpLimits other) {
        return new HttpLimits(
                Math.max(headerBytes, other.headerBytes),
                Math.max(headers, other.headers),
                Math.max(uriBytes, other.uriBytes),
                Math.max(streams, other.streams));
    }
}
