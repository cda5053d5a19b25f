package io.penstock.http;

/**
 * How much a head may be.
 *
 * @param bytes of all of it, first line and empty line included
 * @param fields header fields
 * @param target bytes of a request's target
 */
public record HeadLimits(int bytes, int fields, int target) {
    /** What servers usually take. */
    public static final HeadLimits DEFAULT = new HeadLimits(32 << 10, 128, 8 << 10);

    /** The smallest head that means anything, so that no limit refuses everything. */
    private static final int LEAST_BYTES = 256;

    /**
     * @throws IllegalArgumentException if a limit is so small that nothing would pass, or the
     *     target's does not fit into the head's
     */
    public HeadLimits {
        if (bytes < LEAST_BYTES || fields < 1 || target < 1 || target > bytes) {
            throw new IllegalArgumentException(
                    "a head needs at least 256 bytes, one field, and a target within it");
        }
    }
}
