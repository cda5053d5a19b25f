package io.penstock.resource;

/** The answer of {@link Catalog#find}. */
public sealed interface Lookup {
    /** The exposure at that address and port. */
    record Found(Exposure exposure) implements Lookup {}

    /** Several exposures of one endpoint, of which the client has to name one. */
    record Several(Switchboard switchboard) implements Lookup {}

    /** Nothing is exposed there. */
    record Nothing() implements Lookup {}
}
