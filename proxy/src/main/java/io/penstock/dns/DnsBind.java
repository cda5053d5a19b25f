package io.penstock.dns;

import io.penstock.net.IpPort;
import io.penstock.resolver.Protocol;
import io.penstock.transport.BindFailure;

/** The result of {@link DnsServer#bind}. */
public sealed interface DnsBind {
    /** It answers. Who gets it closes it. */
    record Bound(DnsServer server) implements DnsBind {}

    /**
     * An address could not be bound; nothing is left open.
     *
     * @param text what the system said
     */
    record Failed(IpPort address, Protocol protocol, BindFailure cause, String text)
            implements DnsBind {}
}
