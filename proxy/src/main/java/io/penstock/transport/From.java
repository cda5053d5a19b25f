package io.penstock.transport;

import io.penstock.net.Ip;
import java.util.Optional;

/**
 * Where a dial goes out.
 *
 * @param source the source address; empty for the one that the route gives
 * @param device the network device or VRF that it is bound to; empty for any
 */
public record From(Optional<Ip> source, Optional<String> device) {
    /** Wherever the host's routes lead. */
    public static final From ANYWHERE = new From(Optional.empty(), Optional.empty());

    /** From this source address. */
    public static From source(Ip source) {
        return new From(Optional.of(source), Optional.empty());
    }
}
