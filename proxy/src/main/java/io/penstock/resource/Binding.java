package io.penstock.resource;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;

/**
 * Where an endpoint listens, as its configuration says it: one network interface of the original's.
 */
public sealed interface Binding {
    /** One address. */
    record Address(Ip ip) implements Binding {}

    /** Every address of a network device, whichever these are when the snapshot is made. */
    record Device(String name) implements Binding {}

    /** Every address in a range that is routed to this host (a CIDR configuration's). */
    record Prefix(Cidr range) implements Binding {}

    /** Every address of the host. */
    record Wildcard() implements Binding {}
}
