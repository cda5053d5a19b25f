package io.penstock.resource;

/** How one of a resource's healthy addresses is chosen for a connection. */
public enum Balancing {
    /** Of two chosen at random the one with fewer connections of ours. */
    LEAST_CONNECTIONS,
    /** One after the other. */
    ROUND_ROBIN,
    /** By the client's address, so that losing one of the addresses moves only its clients. */
    SOURCE_IP_HASH
}
