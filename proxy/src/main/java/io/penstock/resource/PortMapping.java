package io.penstock.resource;

import io.penstock.net.PortRange;

/** Ports that clients use, mapped one to one onto as many ports of the resource. */
public record PortMapping(PortRange ports, PortRange targetPorts) {
    /** Checks that both are of one length. */
    public PortMapping {
        if (ports.size() != targetPorts.size()) {
            throw new IllegalArgumentException(
                    "a mapping needs ranges of one length: " + ports + ", " + targetPorts);
        }
    }

    /** The resource's port for a client's port that lies in {@link #ports}. */
    public int targetOf(int port) {
        return targetPorts.from() + (port - ports.from());
    }
}
