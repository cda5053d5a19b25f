package io.penstock.resource;

import io.penstock.net.Ports;
import java.util.List;
import java.util.Optional;

/**
 * One resource that one endpoint exposes: what a connection is for.
 *
 * @param resource the configuration of the resource itself, which metrics and logs name
 * @param child what its names begin with where the endpoint exposes several resources
 * @param ports which clients use
 * @param customDomain a name that its owner gave it
 * @param bindings where it listens: the endpoint's, its own, or ranges of addresses; empty where
 *     the pool has none left
 */
public record Exposure(
        Endpoint endpoint,
        Identity resource,
        Optional<String> child,
        ResourceGateway gateway,
        Definition.Target target,
        Ports ports,
        Optional<String> customDomain,
        ConnectionOptions options,
        List<Binding> bindings)
        implements Subject {
    /** Copies the list. */
    public Exposure {
        bindings = List.copyOf(bindings);
    }

    /**
     * Which exposure it is, also in another revision.
     *
     * @param endpoint the endpoint's ID
     * @param resource the ID of the resource's configuration
     */
    public record Id(String endpoint, String resource) implements Comparable<Id> {
        @Override
        public int compareTo(Id other) {
            int byEndpoint = endpoint.compareTo(other.endpoint);
            return byEndpoint != 0 ? byEndpoint : resource.compareTo(other.resource);
        }
    }

    /** Whether it listens where its endpoint does, so that the endpoint's own name leads to it. */
    public boolean sharesAddresses() {
        return child.isEmpty() || bindings.equals(endpoint.bindings());
    }
}
