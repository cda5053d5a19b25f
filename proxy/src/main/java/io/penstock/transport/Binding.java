package io.penstock.transport;

import io.penstock.net.IpPort;

/** What became of a wish to listen. */
public sealed interface Binding {
    /** It is bound, and not listening yet. The receiver starts or closes it. */
    record Bound(PortListener listener) implements Binding {}

    /**
     * It is not; nothing is left open.
     *
     * @param address what was asked for
     * @param why for deciding
     * @param text for the user: the system's own words, and who has the port where that can be
     *     known
     */
    record Failed(IpPort address, BindFailure why, String text) implements Binding {}
}
