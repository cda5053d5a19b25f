package io.penstock.demo;

import io.penstock.net.Ip;
import java.util.OptionalInt;

/**
 * What the command line changes in the demo's configuration.
 *
 * @param everywhere whether to serve on every address of the host, for a container, instead of on
 *     loopback
 * @param tokenFile the admin token's file
 */
public record DemoOptions(
        OptionalInt httpPort,
        OptionalInt dnsPort,
        OptionalInt adminPort,
        boolean everywhere,
        String tokenFile) {
    /** What clients of a container that publishes its ports on their own host connect to. */
    static final Ip LOOPBACK_V4 = Ip.v4(0x7f000001);

    /** The same, by IPv6. */
    static final Ip LOOPBACK_V6 = new Ip(0, 1);
}
