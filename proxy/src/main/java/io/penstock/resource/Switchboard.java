package io.penstock.resource;

import java.util.List;

/**
 * Several resources of one endpoint at one address and port, told apart by the name that the client
 * asks for: TLS SNI or the HTTP Host.
 *
 * @param exposures two or more, in the order of the configuration
 */
public record Switchboard(Endpoint endpoint, List<Exposure> exposures) implements Subject {
    /** Copies the list. */
    public Switchboard {
        exposures = List.copyOf(exposures);
        if (exposures.size() < 2) {
            throw new IllegalArgumentException("nothing to tell apart: " + exposures);
        }
    }

    @Override
    public Identity resource() {
        return endpoint.configuration().identity();
    }

    @Override
    public ResourceGateway gateway() {
        return endpoint.configuration().gateway();
    }
}
