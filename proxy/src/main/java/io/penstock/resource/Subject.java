package io.penstock.resource;

/**
 * What a connection is for, as far as it is known: one resource, or one of several whose name the
 * client has yet to say. Metrics and logs name its parts.
 */
public sealed interface Subject permits Exposure, Switchboard {
    /** Where the client came in. */
    Endpoint endpoint();

    /** The configuration of the resource; of several, that which holds them. */
    Identity resource();

    /** The gateway that reaches it. */
    ResourceGateway gateway();

    /** Which one it is. */
    default Exposure.Id id() {
        return new Exposure.Id(endpoint().identity().id(), resource().id());
    }
}
