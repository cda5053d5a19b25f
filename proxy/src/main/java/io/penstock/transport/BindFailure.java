package io.penstock.transport;

/** Why an address could not be bound. */
public enum BindFailure {
    /** Somebody has the port. */
    ADDRESS_IN_USE,
    /** The host does not have the address. */
    ADDRESS_NOT_AVAILABLE,
    /** A port below {@code ip_unprivileged_port_start}, and no right to it. */
    PERMISSION,
    /** No descriptor or no memory for one more socket. */
    OUT_OF_DESCRIPTORS,
    /** What the text says. */
    OTHER
}
