package io.penstock.resolver;

/**
 * How long the resolver waits; tests have shorter ones.
 *
 * @param tryMillis for one server's answer, connecting over TCP included
 * @param totalMillis for all servers and all names of a chain together
 * @param graceMillis for the other version's addresses once one version's are there: a server that
 *     drops AAAA questions must not hold up every connection
 */
record Timing(long tryMillis, long totalMillis, long graceMillis) {
    /** Three tries fit into the total. */
    static final Timing DEFAULT = new Timing(1_500, 5_000, 500);
}
