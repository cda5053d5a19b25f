package io.penstock.resource;

import io.penstock.net.Ip;

/** Which IP versions an object uses. */
public enum IpAddressType {
    /** IPv4 only. */
    IPV4,
    /** IPv6 only. */
    IPV6,
    /** Both. */
    DUALSTACK;

    /** Whether an address is of this type. */
    public boolean includes(Ip address) {
        return switch (this) {
            case IPV4 -> address.isV4();
            case IPV6 -> !address.isV4();
            case DUALSTACK -> true;
        };
    }
}
