package io.penstock.relay;

/** Who ended a relay. */
public enum Side {
    /** The leg that came in. */
    CLIENT,
    /** The leg that was dialed. */
    SERVER,
    /** Neither: Penstock ended it. */
    PROXY
}
