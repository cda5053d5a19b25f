package io.penstock.transport;

import io.penstock.relay.Leg;

/** What became of a dial. */
public sealed interface Dial {
    /** It is connected. The receiver must join, reset or close the leg. */
    record Connected(Leg leg) implements Dial {}

    /**
     * It is not; nothing is left open.
     *
     * @param cause for a metric's label
     * @param text for a log: the target and the system's own words
     */
    record Failed(Cause cause, String text) implements Dial {}

    /** Why a dial failed. The lower-case name is a metric's label. */
    enum Cause {
        /** The target refused: nothing listens there, or a firewall says so. */
        REFUSED,
        /** No answer in time. */
        TIMED_OUT,
        /** No route to the target, or a router says that there is none. */
        UNREACHABLE,
        /** The target answered with a reset in the midst of the handshake. */
        RESET,
        /** No source port is free for this target. */
        NO_SOURCE_PORT,
        /** The host does not have the source address or the device. */
        ADDRESS_NOT_AVAILABLE,
        /** No descriptor or no memory for one more socket. */
        OUT_OF_DESCRIPTORS,
        /** The system forbids it. */
        PERMISSION,
        /** What the text says. */
        OTHER
    }
}
