package io.penstock.resource;

import java.util.Optional;

/**
 * TLS to a resource ({@code options.http.tls}), 1.2 or newer. The certificate is always verified:
 * that an authority vouches for it, and that it is the resource's.
 *
 * @param serverName whose certificate it must be, and what SNI asks for; empty: the resource's
 *     domain, or the address that is dialed
 * @param client what the resource may ask for; empty: nothing
 */
public record ResourceTls(Trust trust, Optional<String> serverName, Optional<Credentials> client) {}
