package io.penstock.dns;

import io.penstock.net.Ip;
import io.penstock.resolver.Protocol;
import io.penstock.snapshot.Settings;

/**
 * Who sent a message, and how.
 *
 * @param local the address of this host that it was sent to
 */
record Asker(Ip ip, Ip local, Protocol protocol) {
    /**
     * Whether it may ask: a client that {@code allowFrom} names, or one on this host's loopback.
     */
    boolean mayAsk(Settings.Dns settings) {
        return (ip.isLoopback() && local.isLoopback())
                || settings.allowFrom().stream().anyMatch(range -> range.contains(ip));
    }
}
