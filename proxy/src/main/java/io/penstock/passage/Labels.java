package io.penstock.passage;

import io.penstock.resource.Subject;

/**
 * What every series about connections is labelled with: names from the configuration, so there are
 * as many as were configured.
 *
 * @param owner of the endpoint
 * @param endpoint its name
 * @param resource the resource configuration's name; {@code owner/name} where it is another owner's
 * @param gateway the resource gateway's name, likewise
 */
public record Labels(String owner, String endpoint, String resource, String gateway) {
    /** The labels of what a connection is for. */
    public static Labels of(Subject subject) {
        var endpoint = subject.endpoint().identity();
        var resource = subject.resource();
        var gateway = subject.gateway().identity();
        boolean shared = !resource.owner().equals(endpoint.owner());
        return new Labels(
                endpoint.owner(),
                endpoint.name(),
                shared ? resource.reference() : resource.name(),
                shared ? gateway.reference() : gateway.name());
    }
}
