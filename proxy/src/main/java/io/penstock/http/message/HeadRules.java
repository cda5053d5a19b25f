package io.penstock.http.message;

import io.penstock.resource.Forwarding;
import io.penstock.resource.HttpNames;

/**
 * What of requests to one resource, and of its answers, is changed on their way.
 *
 * @param origin the resource's own
 * @param names which are changed; a client that names no host asks for the resource's own
 * @param forwarding what is said of the client
 */
public record HeadRules(Origin origin, HttpNames names, Forwarding forwarding) {}
