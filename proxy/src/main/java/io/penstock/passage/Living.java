package io.penstock.passage;

import io.penstock.resource.Subject;
import java.time.Instant;

/**
 * A connection that lives, as it was at one moment.
 *
 * @param id the one that it will have in the access log
 * @param joined whether its resource is connected; before that the client is heard, or the resource
 *     looked up and dialed
 * @param bytesFromClient relayed so far
 * @param bytesFromResource relayed so far
 */
public record Living(
        String id,
        Subject subject,
        ConnectionRecord.Parties parties,
        Age age,
        boolean joined,
        long bytesFromClient,
        long bytesFromResource) {
    /** Since when it lives, and for how long now. */
    public record Age(Instant startedAt, long nanos) {}

    /** Bytes both ways. */
    public long bytes() {
        return bytesFromClient + bytesFromResource;
    }
}
