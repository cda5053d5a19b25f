package io.penstock.policy;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.Ports;

/**
 * One rule of a security group: these ports of these addresses. Whether the addresses are clients
 * or resources follows from the direction in which the group holds it.
 *
 * @param source where it was written, for people: {@code web-out egress[0]}
 */
public record Rule(String source, Ports ports, Cidr cidr) {
    /** Whether the rule covers the address and port. */
    public boolean covers(Ip address, int port) {
        return cidr.contains(address) && ports.contains(port);
    }

    @Override
    public String toString() {
        return source + ": " + cidr + " port " + ports;
    }
}
