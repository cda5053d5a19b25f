package io.penstock.resource;

import io.penstock.net.Ports;

/**
 * One resource that one endpoint exposes: what a connection is for.
 *
 * @param resource the configuration of the resource itself, which metrics and logs name
 * @param ports which clients use
 */
public record Exposure(
        Endpoint endpoint,
        Identity resource,
        ResourceGateway gateway,
        Definition.Target target,
        Ports ports,
        ConnectionOptions options) {
    /** What the endpoint exposes of a single resource. */
    public static Exposure of(Endpoint endpoint, ResourceConfiguration.Single single) {
        return new Exposure(
                endpoint,
                single.identity(),
                single.gateway(),
                single.definition(),
                single.ports(),
                single.options());
    }
}
